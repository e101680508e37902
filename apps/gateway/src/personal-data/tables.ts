/** What the opening of sealed values keeps: how much each client has asked for, shared by all instances. */
export const OPENING_DDL = `
create table if not exists gateway.rate_limit (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
)`;
