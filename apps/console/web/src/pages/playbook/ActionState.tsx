import type { PlaybookSectionAction } from '../../api/generated/types.gen';
import { Mark, type Tone } from '../../pieces/Mark';

const STATES: Record<PlaybookSectionAction['state'], { word: string; tone: Tone; why: string }> = {
  on: { word: 'on', tone: 'live', why: 'agents act by this section' },
  off: { word: 'off', tone: 'stalled', why: 'it does nothing' },
  planned: { word: 'planned', tone: 'plain', why: 'people read it; no agent does so far' },
};

/** The action that follows a section, whether it does anything, and why not. */
export function ActionState({ action }: { action: PlaybookSectionAction | null }) {
  if (!action) return <span className="quiet">people, and other sections</span>;
  const { word, tone, why } = STATES[action.state];
  return (
    <>
      {action.id}{' '}
      <Mark tone={tone} title={why}>
        {word}
      </Mark>
      {action.reason && <span className="quiet small"> {action.reason}</span>}
    </>
  );
}
