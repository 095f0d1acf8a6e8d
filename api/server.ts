import { uuidv7 } from "uuidv7";
import { createReceiptPaper } from "../activities/counter-receipts.ts";
import { createDraftPrint } from "../activities/draft-print.ts";
import { createDocxRenderer } from "../activities/rendering/render-docx.ts";
import { createRenderDocument } from "../activities/rendering/render-document.ts";
import { sealDocument } from "../activities/rendering/seal-document.ts";
import { endProgram, readConfiguration, type Configuration } from "../config.ts";
import { connectDatabase, poolUse, rows } from "../db/connection.ts";
import { FieldEncryption } from "../db/field-encryption.ts";
import { servedCity } from "../domain/city.ts";
import { connectEngine } from "../engine/client.ts";
import { demoAccounts } from "../ops/demo-data/accounts.ts";
import { requestContext } from "../engine/request-trail.ts";
import { withoutNetwork } from "../ports/confinement.ts";
import { createPorts } from "../ports/create-ports.ts";
import { createLog } from "../ports/log.ts";
import { createRegistry, listenForMetrics } from "../ports/metrics.ts";
import { checkSignature } from "../ports/signature-check.ts";
import { createApp } from "./app.ts";
import { createEventHub } from "./events.ts";
import { createLimits } from "./middleware/limits.ts";
import { watchAnswers, watchTheCity } from "./metrics.ts";
import { createReadiness } from "./readiness.ts";
import { createRefusalTrail } from "./refusal-trail.ts";
import { findFailingPapers } from "./queries/administration.ts";
import { createServiceProbes } from "./service-probes.ts";
import { createUploadInspection } from "./upload-inspection.ts";
import { createWebServer } from "./web-server.ts";

/** A proxy asks for readiness about once a second. */
const noticedWithinMilliseconds = 3_000;
/** The longest question of a page takes a third of it at a million cases (docs/figures.md). */
const answerWithinMilliseconds = 60_000;
/** Longer than any command waits for the engine: what is under way is answered before the process ends. */
const stopWithinMilliseconds = 15_000;

/** The web process: API and web application on one port. Any number of them may run beside each other. */
async function main(configuration: Configuration): Promise<void> {
  const log = createLog(configuration.logLevel, "api", { context: requestContext });
  const onError = (error: Error) => log.warn({ error }, "database connection lost");
  const { databaseUrl, keyRing, mode } = configuration;
  const pool = { max: configuration.databasePoolSize, onError, answerWithin: answerWithinMilliseconds };
  const database = connectDatabase(databaseUrl, pool);
  const demo = mode !== "production";
  const engine = await connectEngine({
    ...{ address: configuration.temporalAddress, namespace: configuration.temporalNamespace, keyRing },
    timeSkipping: demo,
  });
  const ports = await createPorts(configuration, {
    storeMail: async (mail) => {
      await rows(database, 'insert into demo_mails (id, "to", subject, text, at) values ($1, $2, $3, $4, now())', [
        ...[uuidv7(), mail.to, mail.subject, mail.text],
      ]);
    },
  });
  const encryption = new FieldEncryption(keyRing);
  const renderer = createDocxRenderer();
  const printing = {
    ...{ database, encryption, demo, city: servedCity, files: ports.files },
    render: createRenderDocument({ renderer, converter: ports.converter }),
  };
  const events = createEventHub({ databaseUrl, onError });
  const readiness = createReadiness({ database, engine });
  const refusals = createRefusalTrail(database, (error) => log.error({ error }, "refusals not kept"));
  const register = createRegistry(() => poolUse(database));
  const app = createApp({
    ...{ database, engine, events, log, readiness },
    answered: watchAnswers(register),
    refusals,
    encryption,
    files: ports.files,
    partials: ports.partials,
    uploads: createUploadInspection(ports.scanner),
    checkSignature: async (pdf) => checkSignature(pdf, await ports.seal.trusted()),
    printDraft: createDraftPrint(printing),
    receiptPaper: createReceiptPaper({ ...printing, seal: (pdf, seals) => sealDocument(ports.seal, pdf, seals) }),
    limits: createLimits(database),
    probes: createServiceProbes({
      ...{ sofficePath: configuration.sofficePath, mail: configuration.mail },
      scanner: ports.scanner,
      ...{ searchPath: process.env["PATH"] ?? "", isolated: withoutNetwork().length > 0 },
      findFailingPapers: () => findFailingPapers(database),
    }),
    configuration: {
      mode,
      baseUrl: configuration.baseUrl,
      behindProxy: configuration.behindProxy,
      webDirectory: configuration.webDirectory,
      city: servedCity,
      sms: ports.sms.available,
      standIns: ports.cautions,
      demoAccounts: demo ? demoAccounts : [],
    },
  });
  await events.start();
  const metrics =
    configuration.metrics &&
    (await listenForMetrics(configuration.metrics, register, watchTheCity(register, { database, engine }), {
      "/health/live": (response) => void response.end(),
      "/health/ready": async (response) => {
        const found = await readiness.check();
        response.writeHead(found.ready ? 200 : 503).end(JSON.stringify(found));
      },
    }));

  const server = createWebServer(app.callback(), configuration.patience);
  server.listen(configuration.apiPort, configuration.apiHost, () =>
    log.info({ port: configuration.apiPort }, "api ready"),
  );
  server.on("error", (error: NodeJS.ErrnoException) => {
    const sentence =
      error.code === "EADDRINUSE"
        ? `端口 ${configuration.apiPort} 已被占用：请换一个 API_PORT。`
        : (error.stack ?? error.message);
    process.stderr.write(`\n${sentence}\n`);
    process.exit(1);
  });

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Whoever spreads requests over several processes learns of it before this one stops taking them.
    readiness.stop();
    if (mode === "production") await new Promise((resolve) => setTimeout(resolve, noticedWithinMilliseconds));
    const force = setTimeout(() => server.closeAllConnections(), stopWithinMilliseconds);
    force.unref();
    // Streams of events would keep their connections for ever: they end first, and the pages come back by themselves.
    await events.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    await renderer.close();
    await metrics?.close();
    await refusals.endMinute().catch((error: unknown) => log.error({ error }, "refusals not kept"));
    await ports.close();
    await engine.close();
    await database.close();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());
}

try {
  await main(readConfiguration());
} catch (error) {
  endProgram(error);
}
