import { slackClick, slackCommand, slackDialogAnswer } from '../../testing';
import { APPROVE, OPEN, readSlackRequest, REJECT, WHY_BLOCK, WHY_CHOICE, WHY_DIALOG } from './interaction';
import { whyDialog } from './reply';

const from = { team: 'T1', user: 'U1', channel: 'D1' };
const thing = { actionId: 'stalled-deal-alert:opportunity/1:1', digest: 'aa' };
const value = JSON.stringify(thing);
const read = (form: string) => readSlackRequest(Buffer.from(form));

describe('a request of Slack', () => {
  it('is an approval of what the button’s message showed', () => {
    expect(read(slackClick(from, { action_id: APPROVE, value }))).toEqual({
      ...{ kind: 'approve', by: { team: 'T1', user: 'U1' }, channel: 'D1' },
      ...thing,
    });
  });

  it('is a rejection only once the dialog has its reason', () => {
    const asked = read(slackClick(from, { action_id: REJECT, value }, 'trigger'));
    expect(asked).toMatchObject({ kind: 'ask-why', triggerId: 'trigger', ...thing });
    const { private_metadata: about = '' } = whyDialog({ ...thing, channel: 'D1' });
    const answer = (chosen: string | null) =>
      read(
        slackDialogAnswer(
          from,
          { callback_id: WHY_DIALOG, private_metadata: about },
          { block: WHY_BLOCK, action: WHY_CHOICE, value: chosen },
        ),
      );
    expect(answer('not-now')).toEqual({
      ...{ kind: 'reject', by: { team: 'T1', user: 'U1' }, reason: 'not-now', channel: 'D1' },
      ...thing,
    });
    expect(answer(null)).toMatchObject({ kind: 'reject', reason: null });
  });

  it('is a command with its words', () => {
    expect(read(slackCommand(from, '  link  ABC '))).toEqual({
      ...{ kind: 'command', by: { team: 'T1', user: 'U1' }, channel: 'D1', words: ['link', 'ABC'] },
    });
  });

  it.each([
    ['the button that opens the console', slackClick(from, { action_id: OPEN, value })],
    ['a button of something else', slackClick(from, { action_id: 'another', value })],
    ['a button that says nothing', slackClick(from, { action_id: APPROVE })],
    ['a button that says something else', slackClick(from, { action_id: APPROVE, value: '{"actionId":1}' })],
    ['another command', slackCommand(from, 'link ABC', '/another')],
    [
      'another dialog',
      slackDialogAnswer(from, { callback_id: 'x', private_metadata: value }, { block: 'b', action: 'a', value: 'c' }),
    ],
    ['a form without a payload', 'a=b'],
    ['a payload that is no JSON', 'payload=%7B'],
    ['nothing', ''],
  ])('means nothing here when it is %s', (_what, form) => {
    expect(read(form)).toEqual({ kind: 'other' });
  });
});
