import { audited, trailParameters } from '../core/audit.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Ram } from '../core/governance.ts';
import type { Authorization, Call, Operation, Service } from '../core/service.ts';
import { acceptInvitation, deleteShare, disassociate, rejectInvitation } from './changes.ts';
import { getAssociations, getInvitations, getResourceShares, listResources } from './queries.ts';
import { Shares } from './shares.ts';

/** Resource Access Manager, as far as Lake Formation's sharing needs it. */
export function createRam(cloud: Cloud): { service: Service; ram: Ram } {
  const shares = new Shares(cloud);
  const change = <Input, Result>(run: (shares: Shares, caller: Call['caller'], input: Input) => Result): Operation<Input, Result> =>
    audited(cloud, { eventSource: 'ram.amazonaws.com', response: trailParameters }, (input, call) => run(shares, call.caller, input));
  const query =
    <Input, Result>(run: (shares: Shares, caller: Call['caller'], input: Input) => Result): Operation<Input, Result> =>
    (input, call) =>
      run(shares, call.caller, input);
  const service: Service = {
    id: 'ram',
    iamPrefix: 'ram',
    operations: {
      GetResourceShareInvitations: query(getInvitations),
      GetResourceShares: query(getResourceShares),
      GetResourceShareAssociations: query(getAssociations),
      ListResources: query(listResources),
      AcceptResourceShareInvitation: change(acceptInvitation),
      RejectResourceShareInvitation: change(rejectInvitation),
      DisassociateResourceShare: change(disassociate),
      DeleteResourceShare: change(deleteShare),
    },
    authorize: {
      AcceptResourceShareInvitation: invitation(shares, 'ram:AcceptResourceShareInvitation'),
      RejectResourceShareInvitation: invitation(shares, 'ram:RejectResourceShareInvitation'),
      DisassociateResourceShare: share('ram:DisassociateResourceShare'),
      DeleteResourceShare: share('ram:DeleteResourceShare'),
    },
  };
  return { service, ram: shares };
}

/** Resource types and condition keys as in the Service Authorization Reference, "Actions, resources, and condition keys for AWS RAM". */
function invitation(
  shares: Shares,
  action: string,
): (input: { resourceShareInvitationArn?: string | undefined }) => readonly Authorization[] {
  return ({ resourceShareInvitationArn: arn = '*' }) => {
    const share = shares.invitations.get(arn)?.share;
    return [{ action, resources: [arn], ...(share && { context: { 'ram:shareowneraccountid': share.owner, 'ram:resourcesharename': share.name } }) }];
  };
}

function share(action: string): (input: { resourceShareArn?: string | undefined }) => readonly Authorization[] {
  return (input) => [{ action, resources: [input.resourceShareArn ?? '*'] }];
}
