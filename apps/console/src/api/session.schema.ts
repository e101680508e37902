import { z } from 'zod';

export const clockSchema = z
  .object({
    mode: z.enum(['live', 'frozen']),
    date: z.iso.date().describe('the business day: today, or the day a static import is frozen at'),
  })
  .meta({ id: 'BusinessClock' });

export const sessionSchema = z
  .object({
    signedIn: z.literal(true),
    principal: z.object({
      sub: z.string(),
      name: z.string(),
      roles: z.array(z.string()),
      personId: z.string().nullable().describe('the CRM person this sign-in is, if any'),
    }),
    company: z.object({ slug: z.string(), name: z.string(), currency: z.string() }),
    clock: clockSchema,
    can: z
      .object({
        decide: z.boolean(),
        import: z.boolean(),
        signTiering: z.boolean(),
        signPolicy: z.boolean(),
        signAutonomy: z.boolean().describe('let an action that has earned it run alone'),
        demote: z.boolean().describe('take an action down'),
        stop: z.boolean().describe('use the kill switch'),
        operate: z.boolean().describe('redrive, discard and rebuild'),
        readAudit: z.boolean().describe('see the chain over what was decided'),
        readCosts: z.boolean().describe('see what models cost: of all calls, or of those about deals the person sees'),
        seeEverything: z.boolean(),
      })
      .describe('what the server will allow; the page only hides what would be refused anyway'),
    counts: z.object({ inbox: z.int().describe('approvals that wait for this person') }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

/** What the CLI needs to begin the device flow. Public. */
export const signInInfoSchema = z
  .object({
    issuer: z.string(),
    clientId: z.string(),
    scope: z.string(),
    parameters: z.record(z.string(), z.string()).describe('sent with every request for a token'),
    audience: z.string(),
    deviceAuthorizationEndpoint: z.string().nullable(),
    tokenEndpoint: z.string(),
  })
  .meta({ id: 'SignInInfo' });
export type SignInInfo = z.infer<typeof signInInfoSchema>;
