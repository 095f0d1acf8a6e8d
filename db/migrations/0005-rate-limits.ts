/** Counters of the limits (api/middleware/limits.ts). Unlogged: after a crash of PostgreSQL they begin anew. */
export const up = `
create unlogged table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index rate_limits_by_expiry on rate_limits (expire);
`;
export const down = `drop table rate_limits;`;
