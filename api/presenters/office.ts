import type { Database } from "../../db/connection.ts";
import type { Actor } from "../../domain/actor.ts";
import { can } from "../../domain/policy/index.ts";
import { roleNames } from "../../domain/texts/statuses.ts";
import type { OfficeMember, OfficeView } from "../contracts/offices.ts";
import type { SuccessionProposalRow } from "../queries/succession-proposals.ts";
import { accountSubject, type SeatRow } from "../queries/offices.ts";

/** One seat, as the reader may act on it. */
export async function presentMember(database: Database, actor: Actor, seat: SeatRow): Promise<OfficeMember> {
  const account = seat.state === "ended" ? undefined : await accountSubject(database, seat.account_id);
  return {
    ...{ membershipId: seat.id, accountId: seat.account_id, name: seat.name, loginName: seat.login_name },
    ...{ role: seat.role, roleName: roleNames[seat.role], from: seat.valid_from, to: seat.valid_to },
    ...{ state: seat.state, work: seat.work, initialPassword: seat.initial_password, version: seat.version },
    identityKnown: seat.identity_known,
    mayRecordIdentity: account !== undefined && can("record-identity", actor, account),
    mayRenewPassword: account !== undefined && can("renew-password", actor, account),
  };
}

/** The end of an office that waits to be approved, as the reader may act on it. */
export function presentProposal(actor: Actor, proposal: SuccessionProposalRow): NonNullable<OfficeView["succession"]> {
  const subject = { authorId: proposal.author_id };
  return {
    ...{ id: proposal.id, to: { id: proposal.successor_id, name: proposal.successor_name }, reason: proposal.reason },
    ...{ author: proposal.author, at: proposal.proposed_at.toISOString(), seen: proposal.seen },
    allowed: {
      decide: can("decide-succession", actor, subject),
      withdraw: can("withdraw-succession", actor, subject),
    },
  };
}
