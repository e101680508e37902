import { Component, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { Notice } from '../pieces/Notice';

/** A page that broke does not take the frame with it. */
export class Crash extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Notice
        tone="problem"
        title="This page could not be shown"
        action={
          <Button size="xs" variant="default" onClick={() => this.setState({ error: null })}>
            Try again
          </Button>
        }
      >
        {this.state.error.message}
      </Notice>
    );
  }
}
