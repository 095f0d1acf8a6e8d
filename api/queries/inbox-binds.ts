import { accountsOf, bodiesOf, personBehind, type Actor, type Membership } from "../../domain/actor.ts";

/** Values of one statement: the seats of who asks stand first, the rest is added as it comes; nothing is ever put into the text. */
export class Binds {
  readonly values: unknown[];
  readonly seatCount: number;
  readonly sitsInOffice: boolean;
  /** Seats kept for somebody absent, as `standInOf` makes them; undefined when there are none. */
  readonly standIns: string | undefined;
  private readonly personId: string | null;
  private readonly accountIds: readonly string[];
  private readonly accountId: string;
  constructor(actor: Actor) {
    const seats = seatsOf(actor);
    const standIns = actor.memberships.flatMap(standInOf);
    this.seatCount = seats.size + standIns.length;
    this.standIns = standIns.length === 0 ? undefined : JSON.stringify(standIns);
    this.sitsInOffice = actor.memberships.some(({ role }) => role === "reviewer" || role === "chief");
    this.values = [[...seats.keys()], [...seats.values()]];
    this.accountId = actor.accountId;
    this.personId = personBehind(actor);
    this.accountIds = accountsOf(actor);
  }

  /** Every account of the reader's. */
  get accounts(): string {
    this.placeOfAccounts ??= `${this.add(this.accountIds)}::uuid[]`;
    return this.placeOfAccounts;
  }
  private placeOfAccounts: string | undefined;

  /** Is case `own` the reader's: by its account or, whichever account they use today, by the person. */
  get isOwn(): string {
    this.person ??= `${this.add(this.personId)}::uuid`;
    return `(own.account_id = any(${this.accounts}) or own.person_id = ${this.person})`;
  }
  private person: string | undefined;
  get me(): string {
    this.placeOfMe ??= `${this.add(this.accountId)}::uuid`;
    return this.placeOfMe;
  }
  private placeOfMe: string | undefined;
  readonly seats = "unnest($1::uuid[], $2::boolean[]) as seat (receiver_id, chief)";

  /** Added on first use: PostgreSQL refuses a value that the statement does not name. */
  get now(): string {
    this.place ??= this.add(Date.now());
    return `${this.place}::bigint`;
  }
  private place: string | undefined;

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/** The bodies whose work the actor sees, and whether as their chief. */
function seatsOf(actor: Actor): Map<string, boolean> {
  const seats = new Map<string, boolean>();
  for (const seat of actor.memberships) {
    if (seat.standsInFor || seat.role === "administrator") continue;
    for (const body of bodiesOf(seat)) seats.set(body, seats.get(body) === true || seat.role === "chief");
  }
  return seats;
}

/** A seat that is used for somebody absent (B-05), by the names of `standInSeats`. */
function standInOf(seat: Membership) {
  const { role, standsInFor: absent } = seat;
  if (!absent || role === "administrator") return [];
  const { accountId: absent_id, matters } = absent;
  const [absent_person_id, absent_accounts] = [personBehind(absent), accountsOf(absent)];
  const chief = role === "chief";
  return bodiesOf(seat).map((receiver_id) => ({
    ...{ receiver_id, chief, absent_id, absent_person_id, absent_accounts, matters },
  }));
}
