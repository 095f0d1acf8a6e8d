import { Injectable, inject, signal } from "@angular/core";
import { getMaterial } from "../../../../api/contracts/cases.ts";
import { type Material, removeMaterial, uploadMaterial } from "../../../../api/contracts/drafts.ts";
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
  problem: ApiProblem | undefined;
}

/** The uploads of one form: under way, failed and waiting to be tried again. Provided by the page, so it ends with it. */
@Injectable()
export class MaterialUploads {
  private readonly api = inject(Api);
  private readonly uploads = inject(Uploads);
  private readonly list = signal<readonly Running[]>([]);
  private readonly sending = new Map<number, Upload<Material>>();
  private count = 0;
  readonly running = this.list.asReadonly();

  /** `replaces` are taken away once the new one has arrived: a certificate photo is one, never two. */
  async add(
    form: MatterForm,
    kind: string,
    file: Blob,
    name: string,
    replaces: readonly Material[] = [],
  ): Promise<void> {
    const number = ++this.count;
    this.list.update((list) => [...list, { number, kind, name, file, share: 0, problem: undefined }]);
    await this.send(form, number, replaces);
  }

  again(form: MatterForm, number: number): Promise<void> {
    this.change(number, { problem: undefined, share: 0 });
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
    const address = addressOf(uploadMaterial, { id: form.draft.id }, { kind: entry.kind, name: entry.name });
    const upload = this.uploads.send<Material>(address, entry.file, (share) => this.change(number, { share }));
    this.sending.set(number, upload);
    try {
      const material = await upload.done;
      form.materials.update((materials) => [...materials, material]);
      this.forget(number);
      for (const old of replaces) await this.remove(form, old);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code === cancelled) this.forget(number);
      else this.change(number, { problem });
    } finally {
      this.sending.delete(number);
    }
  }

  private change(number: number, part: Partial<Running>): void {
    this.list.update((list) => list.map((one) => (one.number === number ? { ...one, ...part } : one)));
  }

  private forget(number: number): void {
    this.list.update((list) => list.filter((one) => one.number !== number));
  }
}
