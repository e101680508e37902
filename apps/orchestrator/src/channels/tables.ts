/**
 * Who a person is in Slack, by their own word, and where they want to be asked. `slack_code` holds hashes of codes that
 * were shown in the console and are typed in Slack.
 */
export const CHANNEL_DDL = `
create table if not exists slack_link (
  person_id text primary key,
  sub text not null,
  team text not null,
  slack_user text not null,
  linked_at timestamptz not null,
  unique (team, slack_user)
);
create table if not exists slack_code (
  hash text primary key,
  person_id text not null,
  sub text not null,
  expires_at timestamptz not null
);
create table if not exists channel_preference (
  person_id text primary key,
  slack boolean not null,
  mail boolean not null
);
`;
