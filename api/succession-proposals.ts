import type { Transaction } from "sequelize";
import type { z } from "zod";
import { officesAlone } from "../db/case-events.ts";
import { rows, type Database } from "../db/connection.ts";
import { authorize } from "../domain/policy/index.ts";
import { Refusal } from "../domain/refusal.ts";
import type { approveSuccession, declineSuccession, proposeSuccession } from "./contracts/office-endings.ts";
import { listAdministrators } from "../db/news.ts";
import { getOffice, staleOffice, writeOfficeAudit, type Doing } from "./office-editing.ts";
import { mayFollow, putInPlace } from "./office-succession.ts";
import { successionVersion } from "./queries/office-succession.ts";
import type { OfficeRow } from "./queries/offices.ts";
import {
  findWaitingProposal,
  insertProposal,
  lockProposal,
  settleProposal,
  type SuccessionProposalRow,
} from "./queries/succession-proposals.ts";
import { tellAccounts } from "./tell.ts";

/** Who proposes or decides, and how people are told of it. */
export interface Proposing extends Doing {
  database: Database;
  sms: boolean;
}

/**
 * Asks another administrator to put an office in another's place; nothing moves yet. The same press again finds it asked.
 * @throws Refusal stale-version · successor-not-fit · office-ended · succession-waiting
 */
export async function propose(
  proposing: Proposing,
  officeId: string,
  wanted: z.output<typeof proposeSuccession.body>,
): Promise<void> {
  const { database, actor } = proposing;
  await database.transaction(async (transaction) => {
    await rows(database, officesAlone, [], transaction);
    if (await lockProposal(database, { id: wanted.key, officeId }, transaction)) return;
    const from = await getOffice(database, officeId, transaction);
    authorize("end-office", actor, from);
    const to = await getOffice(database, wanted.successorId, transaction);
    if (!mayFollow(from, to)) throw new Refusal("successor-not-fit");
    if (await findWaitingProposal(database, officeId, transaction)) throw new Refusal("succession-waiting");
    if ((await successionVersion(database, [officeId, to.id], transaction)) !== wanted.version)
      throw await staleOffice(database, officeId);
    await insertProposal(
      database,
      {
        ...{ id: wanted.key, office_id: officeId, successor_id: to.id, reason: wanted.reason, seen: wanted.version },
        ...{ author_id: actor.accountId, author: actor.displayName },
      },
      transaction,
    );
    await writeOfficeAudit(
      database,
      proposing,
      officeId,
      "office.succession-proposed",
      { officeId: to.id, proposalId: wanted.key },
      transaction,
    );
    const others = (await listAdministrators(database, transaction)).filter((id) => id !== actor.accountId);
    const params = { author: actor.displayName, who: from.name, reason: wanted.reason };
    await tellAccounts(proposing, others, { kind: "succession-waiting", params }, transaction);
  });
}

/**
 * Another administrator has seen what moves, and it moves: all in one transaction. The same press again finds it done.
 * @throws Refusal author-of-succession · succession-elsewhere · stale-version · successor-not-fit · office-ended
 */
export async function approve(
  proposing: Proposing,
  officeId: string,
  { proposalId, version }: z.output<typeof approveSuccession.body>,
): Promise<void> {
  const { database, actor } = proposing;
  await database.transaction(async (transaction) => {
    await rows(database, officesAlone, [], transaction);
    const proposal = await getProposal(proposing, { id: proposalId, officeId }, transaction);
    authorize("decide-succession", actor, { authorId: proposal.author_id });
    if (proposal.state === "carried-out") return;
    refuseSettled(proposal);
    const from = await getOffice(database, officeId, transaction);
    authorize("end-office", actor, from);
    await putInPlace(database, proposing, { from, proposal, version }, transaction);
    await settleProposal(database, proposalId, { state: "carried-out", by: actor.accountId }, transaction);
    await tellAuthor(proposing, from, proposal, "复核同意，已经移交", transaction);
  });
}

/** @throws Refusal author-of-succession · succession-elsewhere */
export async function decline(
  proposing: Proposing,
  officeId: string,
  { proposalId, reason }: z.output<typeof declineSuccession.body>,
): Promise<void> {
  const { database, actor } = proposing;
  await database.transaction(async (transaction) => {
    const proposal = await getProposal(proposing, { id: proposalId, officeId }, transaction);
    authorize("decide-succession", actor, { authorId: proposal.author_id });
    refuseSettled(proposal);
    await settleProposal(database, proposalId, { state: "declined", by: actor.accountId, answer: reason }, transaction);
    await writeOfficeAudit(database, proposing, officeId, "office.succession-declined", { proposalId }, transaction);
    await tellAuthor(
      proposing,
      await getOffice(database, officeId, transaction),
      proposal,
      `没有同意，${reason}`,
      transaction,
    );
  });
}

/** Whoever proposed it thinks better of it. @throws Refusal not-author-of-succession · succession-elsewhere */
export async function withdraw(proposing: Proposing, officeId: string, proposalId: string): Promise<void> {
  const { database, actor } = proposing;
  await database.transaction(async (transaction) => {
    const proposal = await getProposal(proposing, { id: proposalId, officeId }, transaction);
    authorize("withdraw-succession", actor, { authorId: proposal.author_id });
    if (proposal.state === "withdrawn") return;
    refuseSettled(proposal);
    await settleProposal(database, proposalId, { state: "withdrawn", by: actor.accountId }, transaction);
    await writeOfficeAudit(database, proposing, officeId, "office.succession-withdrawn", { proposalId }, transaction);
  });
}

/** Whether it is there is told to administrators alone. @throws Refusal not-found */
async function getProposal(
  { database, actor }: Proposing,
  asked: { id: string; officeId: string },
  transaction: Transaction,
): Promise<SuccessionProposalRow> {
  const proposal = await lockProposal(database, asked, transaction);
  if (proposal) return proposal;
  authorize("end-office", actor, await getOffice(database, asked.officeId, transaction));
  throw new Refusal("not-found");
}

function refuseSettled({ state }: SuccessionProposalRow): void {
  if (state !== "waiting") throw new Refusal("succession-elsewhere", { state });
}

async function tellAuthor(
  proposing: Proposing,
  from: OfficeRow,
  proposal: SuccessionProposalRow,
  answer: string,
  transaction: Transaction,
): Promise<void> {
  const news = { kind: "succession-answered", params: { who: from.name, answer } } as const;
  await tellAccounts(proposing, [proposal.author_id], news, transaction);
}
