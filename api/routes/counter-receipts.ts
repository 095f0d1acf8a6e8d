import type Router from "@koa/router";
import { counterSeats } from "../../domain/policy/counter.ts";
import { receiptTitles } from "../../domain/counter-receipts.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { exportReceipts, getReceiptFile, listReceipts } from "../contracts/counter.ts";
import { pageOf, readCursor } from "../cursor.ts";
import type { ApiDeps } from "../deps.ts";
import { receiptColumns } from "../exported-columns.ts";
import { serveList } from "../list-export.ts";
import { presentReceipt, receiptSubject } from "../presenters/counter-receipt.ts";
import { findReceipt, listReceiptsOfOffices } from "../queries/counter-receipts.ts";
import { serve } from "../serve.ts";

const pageSize = 20;
const extensions: Readonly<Record<string, string>> = { "image/jpeg": "jpg", "image/png": "png" };

/** 受理通知书 and 材料接收凭证: what a counter has given, its papers, and the scans of what came back signed. */
export function registerCounterReceipts(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serveList(router, deps, {
    ...{ list: listReceipts, file: exportReceipts, name: "窗口回执", columns: receiptColumns },
    rowsOf: ({ receipts }) => receipts,
  })(async ({ actor, query }) => {
    authorize("read-receipts", actor, null);
    const offices = counterSeats(actor).flatMap(({ officeId }) => officeId ?? []);
    const asked = { signed: query.signed, after: readCursor(query.after), most: pageSize + 1 };
    const found = await listReceiptsOfOffices(database, offices, asked);
    const { page, next } = pageOf(found, pageSize, ({ given_at: at }) => at);
    const receipts = page.map((receipt) => ({
      ...presentReceipt(receipt, actor),
      ...{ applicantName: receipt.applicant_name, caseNumber: receipt.case_number },
    }));
    return { receipts, next };
  });

  serve(
    router,
    getReceiptFile,
    deps,
  )(async ({ actor, params, query }) => {
    const receipt = await findReceipt(database, params.id);
    if (!receipt) throw new Refusal("not-found");
    authorize("see-receipt", actor, receiptSubject(receipt));
    const inline = query.disposition === "inline";
    const title = `${receiptTitles[receipt.kind]} ${receipt.number}`;
    if (params.file === "paper") {
      const hash = await deps.receiptPaper(receipt.id);
      const content = await deps.files.open(hash);
      return { content, hash, inline, name: `${title}.pdf`, type: "application/pdf" };
    }
    const { scan_hash: hash, scan_type: type, scan_state: state } = receipt;
    if (hash === null || type === null) throw new Refusal("not-found");
    if (state === "quarantined") throw new Refusal("file-waiting");
    if (state !== "clean") throw new Refusal("file-unsafe", { reason: "安全检查发现恶意内容" });
    const name = `${title}（签回）.${extensions[type] ?? "pdf"}`;
    return { content: await deps.files.open(hash), hash, inline, name, type };
  });
}
