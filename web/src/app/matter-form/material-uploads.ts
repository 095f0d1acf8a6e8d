import { Injectable, type OnDestroy, inject, signal } from "@angular/core";
import { getMaterial } from "../../../../api/contracts/cases.ts";
import { type Material, getDraft, removeMaterial } from "../../../../api/contracts/drafts.ts";
import { type PartialUpload, listUploads } from "../../../../api/contracts/uploads.ts";
import { addressOf } from "../api/address.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { type Upload, Uploads, cancelled } from "../api/upload.ts";
import type { MatterForm } from "./matter-form.ts";

export interface Running {
  number: number;
  kind: string;
  name: string;
  file: Blob;
  /** 0 … 1 */
  share: number;
  /** The line is down; it goes on by itself. */
  waiting: boolean;
  problem: ApiProblem | undefined;
}

const lookEveryMilliseconds = 5_000;

/** The uploads of one form: under way, failed and waiting to be tried again. Provided by the page, so it ends with it. */
@Injectable()
export class MaterialUploads implements OnDestroy {
  private readonly api = inject(Api);
  private readonly uploads = inject(Uploads);
  private readonly list = signal<readonly Running[]>([]);
  private readonly left = signal<readonly PartialUpload[]>([]);
  private readonly sending = new Map<number, Upload>();
  private watching: ReturnType<typeof setInterval> | undefined;
  private count = 0;
  readonly running = this.list.asReadonly();
  /** Begun on an earlier page or another device and not finished: the same file, chosen again, goes on from there. */
  readonly unfinished = this.left.asReadonly();

  /** Finds what was left unfinished, and sees when files that wait for the scanner have been looked at. */
  async open(form: MatterForm): Promise<void> {
    clearInterval(this.watching);
    this.watching = setInterval(() => void this.lookAtWaiting(form), lookEveryMilliseconds);
    const found = await this.api.call(listUploads, { params: { id: form.draft.id } }).catch(() => undefined);
    this.left.set(found?.uploads ?? []);
  }

  ngOnDestroy(): void {
    clearInterval(this.watching);
  }

  /** Gives up what was left unfinished. @throws ApiProblem */
  async giveUp(form: MatterForm, upload: PartialUpload): Promise<void> {
    await this.uploads.drop(form.draft.id, upload.id);
    this.left.update((list) => list.filter(({ id }) => id !== upload.id));
  }

  /** `replaces` are taken away once the new one has arrived: a certificate photo is one, never two. */
  async add(
    form: MatterForm,
    kind: string,
    file: Blob,
    name: string,
    replaces: readonly Material[] = [],
  ): Promise<void> {
    const number = ++this.count;
    this.list.update((list) => [...list, { number, kind, name, file, share: 0, waiting: false, problem: undefined }]);
    await this.send(form, number, replaces);
  }

  again(form: MatterForm, number: number): Promise<void> {
    this.change(number, { problem: undefined });
    return this.send(form, number, []);
  }

  /** Stops an upload, or forgets one that failed. */
  drop(number: number): void {
    this.sending.get(number)?.cancel();
    this.forget(number);
  }

  /** @throws ApiProblem */
  async remove(form: MatterForm, material: Material): Promise<void> {
    await this.api.call(removeMaterial, { params: { id: form.draft.id, materialId: material.id } });
    form.materials.update((materials) => materials.filter((other) => other.id !== material.id));
  }

  addressOf(material: Material, disposition: "inline" | "attachment"): string {
    return addressOf(getMaterial, { id: material.id }, { disposition });
  }

  private async send(form: MatterForm, number: number, replaces: readonly Material[]): Promise<void> {
    const entry = this.list().find((one) => one.number === number);
    if (!entry) return;
    const upload = this.uploads.send(
      form.draft.id,
      entry,
      ({ share, waiting }) => this.change(number, Number.isNaN(share) ? { waiting } : { share, waiting }),
      ({ id }) => this.left.update((list) => list.filter((one) => one.id !== id)),
    );
    this.sending.set(number, upload);
    try {
      const material = await upload.done;
      form.materials.update((materials) => [...materials, material]);
      this.forget(number);
      for (const old of replaces) await this.remove(form, old);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code === cancelled) this.forget(number);
      else this.change(number, { problem, waiting: false });
    } finally {
      this.sending.delete(number);
    }
  }

  private async lookAtWaiting(form: MatterForm): Promise<void> {
    if (!form.materials().some(({ scan }) => scan === "waiting")) return;
    const draft = await this.api.call(getDraft, { params: { id: form.draft.id } }).catch(() => undefined);
    const scans = new Map(draft?.materials.map(({ id, scan }) => [id, scan]));
    form.materials.update((list) => list.map((one) => ({ ...one, scan: scans.get(one.id) ?? one.scan })));
  }

  private change(number: number, part: Partial<Running>): void {
    this.list.update((list) => list.map((one) => (one.number === number ? { ...one, ...part } : one)));
  }

  private forget(number: number): void {
    this.list.update((list) => list.filter((one) => one.number !== number));
  }
}
