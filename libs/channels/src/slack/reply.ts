import type { types } from '@slack/bolt';
import { WHY_BLOCK, WHY_CHOICE, WHY_DIALOG, type AskedThing } from './interaction';

type View = types.View;

/**
 * What is to be answered to a request of Slack. Whoever decides what happens has no way outward, so gateway carries it
 * out: the body of the answer itself, a dialog, words that only the person sees.
 */
export interface SlackReply {
  respond?: object;
  open?: { triggerId: string; view: View };
  say?: { channel: string; user: string; text: string };
  /** Messages that are about this action are shown anew: what they show is not what is asked. */
  showAnew?: string;
}

/**
 * Reasons of a rejection, by the value the dialog sends. From a list, since a reason is kept in plain and may name
 * nobody; who wants to say it in their own words opens the console, which checks them.
 */
export const REASONS: Readonly<Record<string, string>> = {
  'not-now': 'Not now',
  done: 'Already done another way',
  untrue: 'What it rests on is not right',
  'another-way': 'Right matter, wrong way to go about it',
  'not-worth-it': 'Not worth the time',
};

/** The dialog that asks why (docs.slack.dev, "Modals"; `views.open`). */
export function whyDialog(thing: AskedThing): View {
  return {
    type: 'modal',
    callback_id: WHY_DIALOG,
    private_metadata: JSON.stringify(thing),
    title: plain('Reject'),
    submit: plain('Reject'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: WHY_BLOCK,
        label: plain('Why?'),
        hint: plain('To say it in your own words, reject it in the console.'),
        element: {
          type: 'radio_buttons',
          action_id: WHY_CHOICE,
          options: Object.entries(REASONS).map(([value, words]) => ({ text: plain(words), value })),
        },
      },
    ],
  };
}

/** Refuses a dialog's answer beside its question. */
export const dialogError = (message: string): object => ({
  response_action: 'errors',
  errors: { [WHY_BLOCK]: message },
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
