import { useState, type SubmitEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button, TextInput } from '@mantine/core';
import { queries } from '../../api/queries';
import { Loaded } from '../../pieces/Loaded';
import { useAddress } from '../../pieces/useAddress';
import { FoundPassages } from './FoundPassages';
import classes from './Playbook.module.css';

/** A question to the playbook in force and the company's documents; it is kept in the address. */
export function AskPlaybook() {
  const address = useAddress();
  const asked = address.get('ask');
  const [typed, setTyped] = useState(asked ?? '');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    address.set({ ask: typed.trim() });
  };
  return (
    <section aria-label="Ask the playbook" className={classes.proposal}>
      <form role="search" className={classes.ask} onSubmit={submit}>
        <TextInput
          label="Ask the playbook"
          placeholder="How much discount may I give alone?"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={typed.trim() === '' && !asked}>
          Ask
        </Button>
      </form>
      {asked && <Answer question={asked} />}
    </section>
  );
}

function Answer({ question }: { question: string }) {
  const answer = useQuery(queries.playbookAnswer(question));
  return (
    <Loaded query={answer} what="the answer" lines={4}>
      {(found) => <FoundPassages answer={found} />}
    </Loaded>
  );
}
