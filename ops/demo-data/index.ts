import { readConfiguration } from "../../config.ts";
import { connectDatabase, row } from "../../db/connection.ts";
import { FieldEncryption } from "../../db/field-encryption.ts";
import { connectEngine } from "../../engine/client.ts";
import { endWithSentence } from "../operation-error.ts";
import { playStory } from "./story.ts";
import { plantWorld } from "./world.ts";

/**
 * Fills an empty demonstration: `world` before the API starts (places, people, rules, calendar), `story` once it
 * answers (cases, made through the product's own commands). Either does nothing where it has been done.
 */
async function main(): Promise<void> {
  const configuration = readConfiguration();
  if (configuration.mode === "production") {
    console.error("演示数据只能用于演示环境：生产环境里没有导入任何内容。");
    process.exit(1);
  }
  const database = connectDatabase(configuration.databaseUrl, { max: 4 });
  const part = process.argv[2] ?? "all";
  if (part !== "story") {
    const planted = await row(database, "select 1 from areas limit 1");
    if (!planted) await plantWorld(database, new FieldEncryption(configuration.keyRing));
  }
  if (part !== "world") {
    const engine = await connectEngine({
      ...{
        address: configuration.temporalAddress,
        namespace: configuration.temporalNamespace,
        keyRing: configuration.keyRing,
      },
      timeSkipping: true,
    });
    await playStory({
      ...{ database, engine, origin: configuration.baseUrl, report: (sentence) => console.log(sentence) },
      address: `http://${configuration.apiHost}:${configuration.apiPort}`,
    });
    await engine.close();
  }
  await database.close();
}

await main().catch(endWithSentence);
