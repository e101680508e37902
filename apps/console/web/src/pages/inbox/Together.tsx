import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { commands } from '../../api/commands';
import type { Approval } from '../../api/generated/types.gen';
import { counted } from '../../format/number';
import { Section } from '../../pieces/Section';
import classes from './InboxList.module.css';

interface Kind {
  action: string;
  items: Approval[];
}

/** Proposals that may be approved several at one stroke, by their action; a kind of one is decided by itself. */
export function kindsOf(items: Approval[]): Kind[] {
  const kinds = new Map<string, Approval[]>();
  for (const item of items.filter((i) => i.bulk)) kinds.set(item.action, [...(kinds.get(item.action) ?? []), item]);
  return [...kinds].map(([action, of]) => ({ action, items: of })).filter((kind) => kind.items.length > 1);
}

/** Several of one low-risk kind, chosen and approved together. None of them counts towards autonomy. */
export function Together({ items }: { items: Approval[] }) {
  const kinds = kindsOf(items);
  if (kinds.length === 0) return null;
  return (
    <Section title="Approve several of one kind" flush>
      {kinds.map((kind) => (
        <OneKind key={kind.action} {...kind} />
      ))}
    </Section>
  );
}

/** States of an answer that an approval has come to; the others say what to do. */
const RECORDED: ReadonlySet<string> = new Set(['approved', 'executed', 'pending', 'first-of-two']);

function OneKind({ action, items }: Kind) {
  const cache = useQueryClient();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const of = items.filter((item) => chosen.includes(item.actionId));
  const approve = useMutation({
    mutationFn: () => commands.approveTogether(of.map(({ actionId, digest }) => ({ actionId, digest }))),
    onSuccess: ({ answers }) => {
      const refused = answers.filter((a) => 'code' in a || !RECORDED.has(a.state ?? ''));
      const done = counted(answers.length - refused.length, 'approval');
      notifications.show({
        title: action,
        message: [`${done} recorded.`, ...new Set(refused.map((a) => String(a.message)))].join(' '),
        ...(refused.length > 0 && { color: 'red', autoClose: 12_000 }),
      });
      setChosen([]);
      for (const key of ['inbox', 'session', 'approvals', 'approval'])
        void cache.invalidateQueries({ queryKey: [key] });
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Not done', message: error.message, autoClose: 12_000 }),
  });
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((c) => c !== id) : [...chosen, id]);
  return (
    <fieldset className={classes.kind}>
      <legend className="quiet small">{action}</legend>
      {items.map((item) => (
        <Checkbox
          key={item.actionId}
          size="xs"
          label={item.title}
          checked={chosen.includes(item.actionId)}
          onChange={() => toggle(item.actionId)}
        />
      ))}
      <Button size="xs" disabled={of.length < 2} loading={approve.isPending} onClick={() => approve.mutate()}>
        Approve {of.length < 2 ? 'together' : counted(of.length, 'proposal')}
      </Button>
      <span className="quiet small"> Without the evidence opened, so none of them counts towards autonomy.</span>
    </fieldset>
  );
}
