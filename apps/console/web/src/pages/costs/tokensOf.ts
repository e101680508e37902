import type { ModelSpending } from '../../api/generated/types.gen';

/** What was paid for: in, out, and estimated where nobody reported it. Cached ones are among those in. */
export const tokensOf = ({ tokens }: ModelSpending): number => tokens.input + tokens.output + tokens.estimated;
