import { createRequire } from "node:module";
import { uuidv7 } from "uuidv7";
import { endProgram, readConfiguration, type Configuration } from "../config.ts";
import { checkpointKey } from "../db/audit-chain.ts";
import { connectDatabase, poolUse, rows, type Database } from "../db/connection.ts";
import { FieldEncryption } from "../db/field-encryption.ts";
import { servedCity } from "../domain/city.ts";
import { maskPhoneNumber } from "../domain/masking.ts";
import type { Channel } from "../domain/news.ts";
import { connectEngine, ensureDueSweep, ensureReconciliation } from "../engine/client.ts";
import { installRuntime } from "../engine/engine-log.ts";
import { requestContext } from "../engine/request-trail.ts";
import { bundleWorkflows } from "../engine/workflow-bundle.ts";
import { createPorts } from "../ports/create-ports.ts";
import { createLog } from "../ports/log.ts";
import { createRegistry, listenForMetrics } from "../ports/metrics.ts";
import { watchActivities } from "./activity-metrics.ts";
import { linkInBackground } from "./audit-chainer.ts";
import { deliverInBackground, phoneOf } from "./deliveries.ts";
import type { ActivityDeps } from "./deps.ts";
import { createDocxRenderer } from "./rendering/render-docx.ts";
import { createRenderDocument } from "./rendering/render-document.ts";
import { sealDocument } from "./rendering/seal-document.ts";
import { watchUploads } from "./upload-watch.ts";
import { createWorkerPair } from "./worker-pair.ts";

/** One build id per release: open cases are not touched again because a process was started anew. */
const buildId = "rencaitong-1";
/** Sweeps, comparisons and recomputations go through whole tables. */
const answerWithinMilliseconds = 300_000;
const sweepEveryMinutes = 5;
const reconcileEveryMinutes = 10;

/** The worker process: cases, documents, the schedule, and the mail that waits to go out. */
async function main(configuration: Configuration): Promise<void> {
  const log = createLog(configuration.logLevel, "worker", { context: requestContext });
  installRuntime(log);
  const onError = (error: Error) => log.warn({ error }, "database connection lost");
  const pool = { max: configuration.databasePoolSize, onError, answerWithin: answerWithinMilliseconds };
  const database = connectDatabase(configuration.databaseUrl, pool);
  const demo = configuration.mode !== "production";
  const { keyRing } = configuration;
  const engine = await connectEngine({
    ...{ address: configuration.temporalAddress, namespace: configuration.temporalNamespace, keyRing },
    timeSkipping: demo,
  });
  const ports = await createPorts(configuration, {
    storeMail: (mail) => storeDemoMail(database, mail),
    storeSms: ({ phone, text }) =>
      storeDemoMail(database, { to: maskPhoneNumber(phone), subject: "短信", text }, "sms"),
  });
  const render = createRenderDocument({ renderer: createDocxRenderer(), converter: ports.converter });
  const deps: ActivityDeps = {
    ...{ database, log, demo, render, city: servedCity, baseUrl: configuration.baseUrl },
    encryption: new FieldEncryption(keyRing),
    files: ports.files,
    sms: ports.sms.available,
    seal: (pdf, seals) => sealDocument(ports.seal, pdf, seals),
  };
  const register = createRegistry(() => poolUse(database));
  const require = createRequire(import.meta.url);
  const workers = await createWorkerPair({
    ...{
      address: configuration.temporalAddress,
      namespace: configuration.temporalNamespace,
      keyRing,
      deps,
      engine,
      buildId,
    },
    queues: configuration.workerQueues,
    watch: watchActivities(register),
    workflowBundle: await bundleWorkflows(require.resolve("../workflows/index.ts")),
  });
  await ensureDueSweep(engine.client, sweepEveryMinutes);
  await ensureReconciliation(engine.client, reconcileEveryMinutes);
  const stopDelivering = deliverInBackground({
    ...{ database, databaseUrl: configuration.databaseUrl, baseUrl: configuration.baseUrl, log },
    send: {
      mail: (mail) => ports.mail.send(mail),
      sms: async ({ owner, text }) => ports.sms.send({ phone: await phoneOf(database, deps.encryption, owner), text }),
    },
  });
  const stopLinking = linkInBackground({ database, key: checkpointKey(keyRing).sign, log });
  const metrics =
    configuration.metrics && (await listenForMetrics(configuration.metrics, register, () => Promise.resolve()));
  const { files, partials, scanner } = ports;
  const stopWatching = watchUploads({ database, files, partials, scanner, log });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => workers.shutdown());
  log.info("worker ready");
  await workers.run();
  await stopDelivering();
  await stopLinking();
  await metrics?.close();
  await stopWatching();
  await ports.close();
  await engine.close();
  await database.close();
}

async function storeDemoMail(
  database: Database,
  mail: { to: string; subject: string; text: string },
  channel: Channel = "mail",
): Promise<void> {
  await rows(
    database,
    'insert into demo_mails (id, "to", subject, text, channel, at) values ($1, $2, $3, $4, $5, now())',
    [...[uuidv7(), mail.to, mail.subject, mail.text, channel]],
  );
}

try {
  await main(readConfiguration());
} catch (error) {
  endProgram(error);
}
