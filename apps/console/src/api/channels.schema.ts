import { z } from 'zod';

/** Where the signed-in person is asked besides the console. */
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written as 08:00');
export const interruptionsSchema = z
  .strictObject({
    wanted: z.boolean().describe('whether this person may be interrupted outside the batch of the morning'),
    from: time.describe('from when on business days'),
    until: time.describe('until when; before `from` for hours that pass midnight'),
    timeZone: z.string().nullable().describe('time zone of the hours, as Europe/Amsterdam; null = the company’s'),
  })
  .meta({ id: 'Interruptions' });

export const channelsSchema = z
  .object({
    person: z.boolean().describe('false for a sign-in that is no person of the CRM: it is asked in the console only'),
    slackCanDecide: z.boolean().describe('whether what Slack sends is accepted here at all'),
    slack: z.boolean().describe('whether this person wants to be asked in Slack'),
    mail: z.boolean().describe('whether this person wants one mail a morning'),
    interruptions: interruptionsSchema,
    slackLinkedAt: z.iso.datetime().nullable().describe('when they said which Slack account is theirs; null = not yet'),
    slackEndsAt: z.iso.datetime().nullable().describe('when they have to say so again'),
  })
  .meta({ id: 'Channels' });
export type Channels = z.infer<typeof channelsSchema>;

export const channelChoiceSchema = z
  .strictObject({
    slack: z.boolean(),
    mail: z.boolean(),
    interruptions: interruptionsSchema.optional().describe('absent = as they were'),
  })
  .meta({ id: 'ChannelChoice' });
export type ChannelChoice = z.infer<typeof channelChoiceSchema>;

export const nothingSchema = z.strictObject({}).meta({ id: 'Nothing' });
export const slackCodeSchema = z
  .object({ code: z.string().describe('sent from Slack as `/salesagent link CODE`'), expiresAt: z.iso.datetime() })
  .meta({ id: 'SlackCode' });
export type SlackCode = z.infer<typeof slackCodeSchema>;
export const slackUnlinkedSchema = z
  .object({ unlinked: z.boolean().describe('false when there was no link') })
  .meta({ id: 'SlackUnlinked' });
