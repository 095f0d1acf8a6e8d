import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  Injector,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import { type Draft, discardDraft, getDraft, submitDraft } from "../../../../api/contracts/drafts.ts";
import { findMatter } from "../../../../domain/matters/index.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf, settles } from "../api/problem.ts";
import { PageHelp } from "../help/page-help.ts";
import { ErrorSummary } from "../matter-form/error-summary.ts";
import { MaterialUploads } from "../matter-form/material-uploads.ts";
import { MatterForm, countProblems } from "../matter-form/matter-form.ts";
import { MatterFormView } from "../matter-form/matter-form-view.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { Note } from "../shared/note.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Sentence } from "../shared/sentence.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { PageTitle } from "../shell/page-title.ts";
import { Autosave } from "./autosave.ts";
import { SaveState } from "./save-state.ts";

interface Open {
  draft: Draft;
  form: MatterForm;
  autosave: Autosave;
  title: string;
  /** The form that starts a case says what it voids; later ones go to the employer. */
  starts: boolean;
}

/** The form page of a draft: it saves itself, can be left and gone on with anywhere, and is handed in once it is right. */
@Component({
  selector: "rct-apply-page",
  imports: [
    MatButton,
    MatIcon,
    RouterLink,
    ErrorSummary,
    MatterFormView,
    Note,
    PageHelp,
    ProblemBox,
    SaveState,
    Sentence,
    Skeleton,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [MaterialUploads],
  templateUrl: "./apply-page.html",
  styleUrl: "./apply-page.css",
})
export class ApplyPage {
  private readonly api = inject(Api);
  private readonly injector = inject(Injector);
  private readonly router = inject(Router);
  private readonly dialogs = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  private readonly keys = inject(CommandKeys);
  private readonly title = inject(PageTitle);
  protected readonly uploads = inject(MaterialUploads);

  /** Who reads the materials first, where the person has no employer. */
  protected readonly receiverWord = $localize`受理单位`;
  readonly id = input.required<string>();
  protected readonly loaded = load(
    () => this.id(),
    (id) => this.api.call(getDraft, { params: { id } }),
  );
  protected readonly open = signal<Open | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly shownProblems = computed(() => {
    const form = this.open()?.form;
    return form?.tried() ? form.problems() : [];
  });
  private readonly summary = viewChild(ErrorSummary);

  constructor() {
    effect(() => {
      const draft = this.loaded.value();
      if (draft) untracked(() => this.begin(draft));
    });
    effect(() => {
      const open = this.open();
      const values = open?.form.values();
      if (open && values) untracked(() => this.typed(open));
    });
    effect(() => {
      // What lies on this device only goes out as soon as the server is back.
      if (this.api.returns() > 0) untracked(() => void this.open()?.autosave.flush());
    });
    inject(DestroyRef).onDestroy(() => {
      const open = this.open();
      void open?.autosave.flush();
      open?.autosave.stop();
    });
  }

  protected count(section: string): number {
    return countProblems(this.shownProblems(), section);
  }

  protected jump(event: Event, section: string): void {
    event.preventDefault();
    const place = document.getElementById(`section-${section}`);
    place?.scrollIntoView({ block: "start" });
    place?.querySelector<HTMLElement>("input, select, textarea, [role=combobox]")?.focus({ preventScroll: true });
  }

  /** Another device saved meanwhile: what is there now is shown. */
  protected reload(): void {
    this.open()?.autosave.stop();
    this.open.set(undefined);
    this.loaded.reload();
  }

  protected async submit(open: Open): Promise<void> {
    if (this.busy()) return;
    this.refused.set(undefined);
    open.form.refused.set([]);
    open.form.tried.set(true);
    if (open.form.problems().length > 0) {
      this.showSummary();
      return;
    }
    if (this.uploads.running().length > 0) {
      void this.messages.say($localize`还有材料正在上传，传完再提交。`);
      return;
    }
    const answer = await this.confirm.ask(this.question(open));
    if (answer) await this.handIn(open);
  }

  /** As far as it is filled in now: what was just typed is saved first. */
  protected async preview(open: Open): Promise<void> {
    await open.autosave.flush();
    const { PrintPreview } = await import("./print-preview.ts");
    this.dialogs.open(PrintPreview, { data: open.draft.id, width: "960px", maxWidth: "96vw", autoFocus: "h2" });
  }

  protected async discard(open: Open): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`丢弃这份草稿？`,
      sentence: $localize`填写的内容和上传的材料都会删除，不能恢复。`,
      act: $localize`丢弃`,
      final: true,
    });
    if (!answer) return;
    try {
      open.autosave.stop();
      await this.api.call(discardDraft, { params: { id: open.draft.id } });
      await this.router.navigateByUrl("/");
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    }
  }

  private begin(draft: Draft): void {
    const matter = findMatter(draft.matter);
    const step = matter?.steps[draft.step];
    if (!matter || !step?.form) return;
    this.open()?.autosave.stop();
    const autosave = new Autosave(this.api, draft, globalThis.localStorage);
    const left = autosave.left();
    const form = new MatterForm(step.form, left ? { ...draft, form: left } : draft, this.injector);
    this.before = left ? "" : JSON.stringify(form.values());
    this.open.set({ draft, form, autosave, title: step.title, starts: draft.step === matter.firstStep });
    this.title.say(step.title);
    if (step.form.materials.length > 0) void this.uploads.open(form);
  }

  /** The values last given to autosave: opening a form is not a change. */
  private before = "";

  private typed(open: Open): void {
    const values = open.form.values();
    const now = JSON.stringify(values);
    if (now === this.before) return;
    this.before = now;
    open.autosave.change(values);
  }

  private question(open: Open) {
    if (open.starts) {
      return {
        title: $localize`提交遗失声明？`,
        sentence: $localize`提交后在本平台公示，任何人都能看到姓名（部分遮盖）和证书信息。补发新证后，原证书作废。`,
        act: $localize`提交并公示`,
      };
    }
    return {
      title: $localize`把材料提交给单位？`,
      sentence: $localize`提交后由单位先审。单位开始处理以前，你可以收回修改。`,
      act: $localize`提交给单位`,
    };
  }

  private async handIn(open: Open): Promise<void> {
    this.busy.set(true);
    try {
      const saved = await open.autosave.flush();
      if (saved.state === "refused") throw saved.problem;
      const key = this.keys.of("submit", open.draft.id);
      const body = { key, version: open.autosave.current };
      const { caseId } = await this.api.call(submitDraft, { params: { id: open.draft.id }, body });
      this.keys.done("submit", open.draft.id);
      open.autosave.stop();
      await this.router.navigate(["/cases", caseId]);
      void this.messages.say(open.starts ? $localize`已提交，公示开始。` : $localize`已提交给单位。`);
    } catch (thrown) {
      this.show(open, problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  private show(open: Open, problem: ApiProblem): void {
    // A definite no: the next press is a new command. Not known yet: the same key must be sent again.
    if (settles(problem)) this.keys.done("submit", open.draft.id);
    open.form.refused.set(problem.fields);
    this.refused.set(problem);
    if (open.form.problems().length > 0) this.showSummary();
    else setTimeout(() => document.getElementById("refused")?.focus());
  }

  private showSummary(): void {
    setTimeout(() => {
      this.summary()?.focus();
      window.scrollTo({ top: 0 });
    });
  }
}
