import type { Activities } from '#contracts/activities.ts';
import type { OperatorCommand } from '#contracts/account-workflow.ts';
import type { FactBody } from '#core/account/fact.ts';
import { acceptFact } from '#adapters/db/accept/accept-facts.ts';
import { inTransaction } from '#adapters/db/database.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** An operator's command becomes a fact, or is refused with the reasons of the pure core. */
export function acceptCommand(dependencies: ActivityDependencies): Activities['acceptCommand'] {
  return async ({ accountId, command, now }) => {
    const { database, referenceData, mode } = dependencies;
    const accepted = await inTransaction(database, (transaction) => acceptFact(
      transaction, { accountId, factId: command.commandId, body: bodyOf(command), source: 'operator', occurredAt: now }, { referenceData, mode, now },
    ));
    return accepted.kind === 'accepted' || accepted.kind === 'duplicate' ? { kind: 'accepted', seq: accepted.seq } : { kind: 'refused', reasons: accepted.reasons };
  };
}

function bodyOf(command: OperatorCommand): FactBody {
  switch (command.kind) {
    case 'move': return { kind: 'stageMoved', stage: command.stage, reason: command.reason };
    case 'park': return { kind: 'accountParked', reviewOn: command.reviewOn, reason: command.reason };
    case 'migrate': return { kind: 'cadenceMigrated', cadenceHash: command.cadenceHash };
  }
}
