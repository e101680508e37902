import type { Costs } from '../../api/generated/types.gen';
import { Notice } from '../../pieces/Notice';

/** A span without a call, and why: most companies have no model, and need none. */
export function NoCalls({ costs: { models, scope } }: { costs: Costs }) {
  if (models === 'none')
    return (
      <Notice title="No model is configured">
        Agents write with the templates of the playbook, which costs nothing. What they would have a model word is the
        same action with the same rules. An operator gives them one by OPENAI_MODEL and OPENAI_API_KEY.
      </Notice>
    );
  if (models === 'configured')
    return (
      <Notice title="No call of a model in these days">
        {scope === 'company' ? 'A model is configured; it was not asked.' : 'None was about a deal that you see.'}
      </Notice>
    );
  return (
    <Notice title="No call of a model in these days">
      Whether a model is configured could not be asked: not every agent answers.
    </Notice>
  );
}
