import { AbilityBuilder, createMongoAbility, type MongoAbility } from '@casl/ability';
import { SEES_EVERYTHING, type Principal } from './principal';

export type Verb =
  | 'read'
  | 'edit'
  | 'decide'
  | 'undo'
  | 'request'
  | 'import'
  | 'sign'
  | 'demote'
  | 'stop'
  | 'operate'
  | 'erase'
  | 'open'
  | 'continue';
export type Subject =
  | 'Record'
  | 'Approval'
  | 'Analysis'
  | 'Import'
  | 'Tiering'
  | 'Autonomy'
  | 'KillSwitch'
  | 'Policy'
  | 'CrmFields'
  | 'Directory'
  | 'Event'
  | 'Consumer'
  | 'PersonalData'
  | 'SealedValue'
  | 'Audit'
  | 'Backtest'
  /** Of the models' calls about a deal the person sees. */
  | 'DealCost'
  /** Of all of them. */
  | 'CompanyCost';
export type Ability = MongoAbility<[Verb, Subject]>;

/**
 * What a person may do at all, by role. Which rows they see is `rowVisibility`; who may decide one approval is
 * policy and orchestrator's to say.
 */
export function abilityFor({ roles }: Principal): Ability {
  const { can, build } = new AbilityBuilder<Ability>(createMongoAbility);
  for (const role of roles) {
    if (role === 'service' || role === 'consumer') can('open', 'SealedValue');
    if (role === 'consumer') continue;
    can('read', ['Record', 'Approval', 'Analysis', 'Policy', 'Tiering', 'Import']);
    if (role === 'service') can('read', 'Directory');
    // Taking autonomy away needs nobody’s leave: an agent that wrote to the wrong person says so itself.
    if (role === 'service' || role === 'operations_vp' || role === 'admin') can('demote', 'Autonomy');
    if (role === 'rep' || role === 'manager' || role === 'operations_vp') {
      can('edit', 'Record');
      can(['decide', 'undo'], 'Approval');
      can('request', 'Record');
      can('read', 'DealCost');
    }
    if (role === 'operations_vp') can('sign', ['Tiering', 'Autonomy']);
    if (role === 'operations_vp' || role === 'admin') {
      can('import', 'Import');
      can('stop', 'KillSwitch');
      can(['edit', 'sign'], ['Policy', 'CrmFields']);
      can('read', ['Directory', 'Event']);
      can('operate', 'Consumer');
      can('continue', 'Audit');
      can(['read', 'erase'], 'PersonalData');
      can('read', ['DealCost', 'CompanyCost']);
    }
    // Parked events are events of every owner, as they are.
    if (SEES_EVERYTHING.includes(role)) can('read', 'Consumer');
    // For people only: no service needs the record of what people decided, or asks what would have been.
    if (SEES_EVERYTHING.includes(role) && role !== 'service') can('read', ['Audit', 'Backtest']);
  }
  return build();
}
