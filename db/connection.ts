import pg from "pg";
import { Sequelize, type Transaction } from "sequelize";
import { isDatabaseAway } from "./failures.ts";

export type Database = Sequelize;

// bigint as number: the only one a row carries is clock_ahead in milliseconds.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A civil date stays the text it is; a Date would carry a time zone nobody meant.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface DatabaseOptions {
  max?: number;
  onError?: (error: Error) => void;
  /**
   * Milliseconds after which a statement without an answer has failed and its connection is given up: a database that
   * has gone silent holds nobody for ever. Without it, for a command that an operator watches, there is no limit.
   */
  answerWithin?: number;
}

/** A server that takes the line and says nothing is none after this. */
const connectWithin = 10_000;
/** The server's own limit comes first: then it knows as well that nobody waits any more. */
const serverEndsBefore = 0.9;

/**
 * The one pool of a process. An error on an idle connection (PostgreSQL restarted) is handed to `onError` and heals by
 * itself: without a listener it would end the process.
 */
export function connectDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { answerWithin } = options;
  return new Sequelize(url, {
    dialect: "postgres",
    dialectModule: { ...pg, Client: clientHeardBy(options.onError ?? (() => {})) },
    logging: false,
    timezone: "+00:00",
    pool: { max: options.max ?? 20, min: 0, idle: 30_000, acquire: 15_000 },
    dialectOptions: {
      ...{ keepAlive: true, connectionTimeoutMillis: Math.min(connectWithin, answerWithin ?? connectWithin) },
      ...(answerWithin
        ? { query_timeout: answerWithin, statement_timeout: Math.round(answerWithin * serverEndsBefore) }
        : {}),
    },
    define: { underscored: true, timestamps: false },
  });
}

/**
 * Somebody listens from the first byte. Sequelize listens a moment after the connection stands; a farewell that arrives in
 * the same packet as the greeting (PostgreSQL killed in that moment) would end the process.
 */
function clientHeardBy(onError: (error: Error) => void): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      this.on("error", onError);
    }
  };
}

/** How the pool of this process is used right now. */
export function poolUse(database: Database): { inUse: number; idle: number; waiting: number } {
  const { pool } = database.connectionManager as unknown as {
    pool: { using: number; available: number; waiting: number };
  };
  return { inUse: pool.using, idle: pool.available, waiting: pool.waiting };
}

/** Rows of one statement; values only ever through `bind` ($1 …), never in the text. */
export async function rows<Row extends object>(
  database: Database,
  sql: string,
  bind: readonly unknown[] = [],
  transaction?: Transaction,
): Promise<Row[]> {
  const [result] = await database.query(sql, { bind: [...bind], ...(transaction ? { transaction } : {}) });
  return result as Row[];
}

export async function row<Row extends object>(
  database: Database,
  sql: string,
  bind: readonly unknown[] = [],
  transaction?: Transaction,
): Promise<Row | undefined> {
  return (await rows<Row>(database, sql, bind, transaction))[0];
}

/**
 * The first row of a statement that every request asks: prepared under its name once per connection, because planning it
 * costs more than answering it. Outside any transaction.
 */
export async function preparedRow<Row extends object>(
  database: Database,
  statement: { name: string; text: string },
  values: readonly unknown[],
): Promise<Row | undefined> {
  const manager = database.connectionManager as unknown as {
    getConnection(options: object): Promise<pg.Client>;
    releaseConnection(connection: pg.Client): void;
  };
  const connection = await manager.getConnection({ type: "write" });
  try {
    const { rows: found } = await connection.query<Row>({ ...statement, values: [...values] });
    return found[0];
  } catch (error) {
    // As Sequelize does it with its own statements: what did not answer is not asked again.
    if (isDatabaseAway(error)) (connection as { _invalid?: boolean })._invalid = true;
    throw error;
  } finally {
    manager.releaseConnection(connection);
  }
}

/** A listening connection of its own (LISTEN holds one for ever, so it does not come from the pool). */
export function listeningClient(url: string): pg.Client {
  return new pg.Client({ connectionString: url, application_name: "rencaitong-listen", keepAlive: true });
}
