import type { Activities } from '#contracts/activities.ts';
import type { OperatorCommand } from '#contracts/account-workflow.ts';
import type { FactBody } from '#core/account/fact.ts';
import { acceptFact } from '#adapters/db/accept/accept-facts.ts';
import { inTransaction, type Database } from '#adapters/db/database.ts';
import type { CadencePolicy } from '#core/cadence/cadence-policy.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** An operator's command becomes a fact, or is refused with the reasons of the pure core. */
export function acceptCommand(dependencies: ActivityDependencies): Activities['acceptCommand'] {
  return async ({ accountId, command, now }) => {
    const { database, referenceData, mode } = dependencies;
    const reasons = command.kind === 'migrate' ? await whyNotMigrated(database, accountId, command.cadenceHash) : [];
    if (reasons.length > 0) return { kind: 'refused', reasons };
    const accepted = await inTransaction(database, (transaction) => acceptFact(
      transaction, { accountId, factId: command.commandId, body: bodyOf(command), source: 'operator', occurredAt: now }, { referenceData, mode, now },
    ));
    return accepted.kind === 'accepted' || accepted.kind === 'duplicate' ? { kind: 'accepted', seq: accepted.seq } : { kind: 'refused', reasons: accepted.reasons };
  };
}

/** A cadence that is not published, or is made for other accounts, would leave the account without a policy. */
async function whyNotMigrated(database: Database, accountId: string, cadenceHash: string): Promise<readonly string[]> {
  const cadence = await database.cadenceVersion.findUnique({ where: { hash: cadenceHash } });
  if (cadence === null) return [`No cadence ${cadenceHash} is published.`];
  const account = await database.account.findUnique({ where: { id: accountId }, select: { contract: { select: { role: true } }, party: { select: { kind: true } } } });
  if (account === null) return [`There is no account ${accountId}.`];
  const { role, partyKind } = (cadence.policy as unknown as CadencePolicy).appliesTo;
  return role === account.contract.role && partyKind === account.party.kind ? [] : [`Cadence ${cadence.name} works ${role} accounts of a ${partyKind}, and this is a ${account.contract.role} account of a ${account.party.kind}.`];
}

function bodyOf(command: OperatorCommand): FactBody {
  switch (command.kind) {
    case 'move': return { kind: 'stageMoved', stage: command.stage, reason: command.reason };
    case 'park': return { kind: 'accountParked', reviewOn: command.reviewOn, reason: command.reason };
    case 'migrate': return { kind: 'cadenceMigrated', cadenceHash: command.cadenceHash };
  }
}
