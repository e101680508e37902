import { answer } from './client';
import * as sdk from './generated/sdk.gen';
import type {
  AbsenceBody,
  ChannelChoice,
  Chosen,
  DecidePairBody,
  DecisionBody,
  DemoteBody,
  DiscardBody,
  KillSwitchBody,
  PlaybookFiles,
  PlaybookProposalBody,
  PromoteBody,
  ShadowBody,
  RedriveBody,
  RejectBody,
  StartImport,
} from './generated/types.gen';

const throwOnError = true as const;

/** Everything the console can ask to be done. Each throws a Refusal whose message is for the person. */
export const commands = {
  decide: (actionId: string, body: DecisionBody) => answer(sdk.decide({ path: { actionId }, body, throwOnError })),
  approveTogether: (items: Chosen[]) => answer(sdk.decideTogether({ body: { items }, throwOnError })),
  undo: (actionId: string, reason: string) => answer(sdk.undo({ path: { actionId }, body: { reason }, throwOnError })),
  startImport: (body: StartImport) => answer(sdk.startImport({ body, throwOnError })),
  signTiering: (digest: string) => answer(sdk.signTiering({ body: { digest }, throwOnError })),
  signPolicy: (version: string) => answer(sdk.signPolicy({ body: { version }, throwOnError })),
  rejectPolicy: (body: RejectBody) => answer(sdk.rejectPolicy({ body, throwOnError })),
  signPlaybook: (version: string) => answer(sdk.signPlaybook({ body: { version }, throwOnError })),
  rejectPlaybook: (body: RejectBody) => answer(sdk.rejectPlaybook({ body, throwOnError })),
  tryPlaybook: (files: PlaybookFiles) => answer(sdk.affectedByPlaybook({ body: { files }, throwOnError })),
  proposePlaybook: (body: PlaybookProposalBody) => answer(sdk.proposePlaybook({ body, throwOnError })),
  redrive: (body: RedriveBody) => answer(sdk.redriveParked({ body, throwOnError })),
  rebuild: (name: string, dryRun: boolean) => answer(sdk.startRebuild({ body: { name, dryRun }, throwOnError })),
  discard: (body: DiscardBody) => answer(sdk.discardParked({ body, throwOnError })),
  setKillSwitch: (body: KillSwitchBody) => answer(sdk.setKillSwitch({ body, throwOnError })),
  decidePair: (body: DecidePairBody) => answer(sdk.decidePair({ body, throwOnError })),
  acknowledge: (opportunityId: string) =>
    answer(sdk.acknowledgeHandoff({ path: { opportunityId }, body: {}, throwOnError })),
  setAbsence: (body: AbsenceBody) => answer(sdk.setAbsence({ body, throwOnError })),
  endAbsence: (personId: string) => answer(sdk.endAbsence({ body: { personId }, throwOnError })),
  chooseChannels: (body: ChannelChoice) => answer(sdk.chooseChannels({ body, throwOnError })),
  newSlackCode: () => answer(sdk.newSlackCode({ body: {}, throwOnError })),
  unlinkSlack: () => answer(sdk.unlinkSlack({ body: {}, throwOnError })),
  promote: (body: PromoteBody) => answer(sdk.promoteAction({ body, throwOnError })),
  shadow: (body: ShadowBody) => answer(sdk.shadowAction({ body, throwOnError })),
  endShadow: (body: ShadowBody) => answer(sdk.endShadow({ body, throwOnError })),
  demote: (body: DemoteBody) => answer(sdk.demoteAction({ body, throwOnError })),
  request: (action: string, subject: string) => answer(sdk.requestAction({ body: { action, subject }, throwOnError })),
};
