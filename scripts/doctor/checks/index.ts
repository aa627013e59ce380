import type { Check } from '../finding.ts';
import { administrators } from './administrators.ts';
import { delegations } from './delegations.ts';
import { busPolicy, forwarders, rules } from './events.ts';
import { hybridAccess } from './hybrid.ts';
import { processing } from './processing.ts';
import { roles } from './roles.ts';
import { crossAccountVersions, defaultPermissions } from './settings.ts';
import { grants, invitations } from './shares.ts';
import { crawlers, functions, models, workGroups } from './stack.ts';
import { trails } from './trails.ts';

/** Every check, in the order in which a person would mend what they find. */
export const checks: readonly Check[] = [
  administrators,
  delegations,
  ...crossAccountVersions,
  ...defaultPermissions,
  ...trails,
  functions,
  busPolicy,
  rules,
  forwarders,
  invitations,
  grants,
  hybridAccess,
  roles,
  workGroups,
  crawlers,
  models,
  processing,
];
