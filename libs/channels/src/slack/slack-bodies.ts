import type { NestExpressApplication } from '@nestjs/platform-express';

/** What Slack sends: forms, whose bytes the signature is over. */
export const FORM = 'application/x-www-form-urlencoded';

/** Leaves the bodies of forms as the bytes they came in: the signature is over them. Before the app listens. */
export function keepFormBytes(app: NestExpressApplication): void {
  app.useBodyParser('raw', { type: FORM, limit: '256kb' });
}
