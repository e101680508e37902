import { useQuery } from '@tanstack/react-query';
import type { Approval } from '../../api/generated/types.gen';
import { queries } from '../../api/queries';
import { Loaded } from '../../pieces/Loaded';
import { ApprovalView } from './ApprovalView';

interface Props {
  actionId: string;
  /** As the inbox already knows it, so that it is on screen at once. */
  known: Approval | undefined;
  onDecided: () => void;
  onBack: () => void;
}

export function OneApproval({ actionId, known, onDecided, onBack }: Props) {
  const approval = useQuery({
    ...queries.approval(actionId),
    placeholderData: known,
    // Carrying out takes a moment; the live stream may be slower than the person's eye.
    refetchInterval: (query) => (['approved', 'executing'].includes(query.state.data?.state ?? '') ? 700 : false),
  });
  return (
    <Loaded query={approval} what="the proposal" lines={10}>
      {(found) => <ApprovalView approval={found} onDecided={onDecided} onBack={onBack} />}
    </Loaded>
  );
}
