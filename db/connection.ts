import pg from "pg";
import { Sequelize, type Transaction } from "sequelize";

export type Database = Sequelize;

// bigint as number: the only one a row carries is clock_ahead in milliseconds.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A civil date stays the text it is; a Date would carry a time zone nobody meant.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/**
 * The one pool of a process. An error on an idle connection (PostgreSQL restarted) is handed to `onError` and heals by
 * itself: without a listener it would end the process.
 */
export function connectDatabase(
  url: string,
  options: { max?: number; onError?: (error: Error) => void } = {},
): Database {
  return new Sequelize(url, {
    dialect: "postgres",
    logging: false,
    timezone: "+00:00",
    pool: { max: options.max ?? 20, min: 0, idle: 30_000, acquire: 15_000 },
    define: { underscored: true, timestamps: false },
    hooks: {
      afterConnect: (connection) => {
        (connection as pg.Client).on("error", (error) => options.onError?.(error));
      },
    },
  });
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
  } finally {
    manager.releaseConnection(connection);
  }
}

/** A listening connection of its own (LISTEN holds one for ever, so it does not come from the pool). */
export function listeningClient(url: string): pg.Client {
  return new pg.Client({ connectionString: url, application_name: "rencaitong-listen", keepAlive: true });
}
