import type {
  CertificateData,
  CounterReceiptData,
  DocumentRequest,
  ReplacementDraftData,
  ReplacementFormData,
} from "./document-data.ts";
import { printed, printedDate, printedLines, type Printed } from "./printable.ts";

/** What a template's placeholders can name: texts ready for print, lists of them, and yes or no for IF. */
export type DocumentView = { [name: string]: Printed | boolean | DocumentView | readonly DocumentView[] };

/** How many em of 12.5 pt fit into a line of the certificate: beside the photo, over the whole width, twice the issuer's. */
const besidePhoto = 16.5;
const wholeLine = 26;
const issuerLines = 18;

export function documentView(request: DocumentRequest): DocumentView {
  switch (request.template) {
    case "certificate-replacement":
      return replacementView(request.data);
    case "counter-receipt":
      return receiptView(request.data);
    case "certificate-middle":
    case "certificate-junior":
      return certificateView(request.data);
  }
}

function receiptView(data: CounterReceiptData): DocumentView {
  const { applicant, certificate, contact } = data;
  return {
    acceptance: data.kind === "acceptance",
    title: printed(data.title),
    number: printed(data.number),
    officeName: printed(data.officeName),
    matterTitle: printed(data.matterTitle),
    caseNumber: printed(data.caseNumber),
    applicant: { name: printed(applicant.name), identityNumber: printed(applicant.identityNumber) },
    certificate: { title: printed(certificate.title), number: printed(certificate.number) },
    received: data.received.map(({ title, copies }, index) => ({
      number: printed(String(index + 1)),
      title: printed(title),
      copies: printed(String(copies)),
    })),
    promised: data.promise !== null,
    promise: printed(data.promise),
    article: printed(data.article),
    contact: {
      host: printed(contact.host),
      address: printed(contact.address),
      phone: printed(contact.phone),
      hours: printed(contact.hours),
    },
    clerkName: printed(data.clerkName),
    givenOn: printed(printedDate(data.givenOn)),
    demo: data.demo,
  };
}

function certificateView(data: CertificateData): DocumentView {
  return {
    area: printed(data.area),
    holderName: printed(data.holderName, besidePhoto),
    sex: printed(data.sex),
    identityNumber: printed(data.identityNumber, besidePhoto),
    obtainedBy: printed(data.obtainedBy, besidePhoto),
    series: printed(data.series, wholeLine),
    title: printed(data.title, wholeLine),
    specialty: printed(data.specialty, wholeLine),
    awardedOn: printed(printedDate(data.awardedOn)),
    committee: printed(data.committee, wholeLine),
    documentNumber: printed(data.documentNumber, wholeLine),
    certificateNumber: printed(data.certificateNumber, wholeLine),
    managementNumber: printed(data.managementNumber, wholeLine),
    verificationPage: printed(data.verificationPage, wholeLine),
    issuer: printed(data.issuer, issuerLines),
    issuedOn: printed(printedDate(data.issuedOn)),
    dataSource: printed(data.dataSource),
    demo: data.demo,
  };
}

function replacementView(data: ReplacementFormData | ReplacementDraftData): DocumentView {
  const { applicant, original, loss, notice } = data;
  const [result, returns] = data.draft ? [null, []] : [data.result, data.returns];
  return {
    area: printed(data.area),
    caseNumber: printed(data.caseNumber),
    applicant: {
      name: printed(applicant.name),
      sex: printed(applicant.sex),
      identityNumber: printed(applicant.identityNumber),
      phone: printed(applicant.phone),
      employer: printed(applicant.employer),
      creditCode: printed(applicant.creditCode),
      position: printed(applicant.position),
      yearsInProfession: printed(applicant.yearsInProfession === null ? null : String(applicant.yearsInProfession)),
    },
    original: {
      level: printed(original.level),
      series: printed(original.series),
      title: printed(original.title),
      specialty: printed(original.specialty),
      awardedOn: printed(printedDate(original.awardedOn)),
      committee: printed(original.committee),
      documentNumber: printed(original.documentNumber),
      certificateNumber: printed(original.certificateNumber),
      issuer: printed(original.issuer),
    },
    loss: {
      sentence: printedLines(loss.sentence),
      statement: printedLines(loss.statement),
      explanation: printedLines(loss.explanation),
      hasExplanation: loss.explanation !== null && loss.explanation.trim() !== "",
      declaredOn: printed(loss.declaredOn === null ? null : printedDate(loss.declaredOn)),
      declared: loss.declaredOn !== null,
    },
    notice: noticeView(notice, data.draft),
    materials: data.materials.map((material, index) => ({
      number: printed(String(index + 1)),
      title: printed(material.title),
      fileName: printed(material.fileName),
      uploadedOn: printed(printedDate(material.uploadedOn)),
    })),
    ...opinionViews(data),
    hasReturns: returns.length > 0,
    returns: returns.map((entry, index) => ({
      number: printed(String(index + 1)),
      returnedOn: printed(printedDate(entry.returnedOn)),
      officeName: printed(entry.officeName),
      returnedBy: printed(entry.returnedBy),
      reason: printedLines(entry.reason),
    })),
    result: {
      certificateNumber: printed(result?.certificateNumber ?? null),
      managementNumber: printed(result?.managementNumber ?? null),
      issuedOn: printed(result ? printedDate(result.issuedOn) : null),
      issuer: printed(result?.issuer ?? null),
    },
    draft: data.draft,
    demo: data.demo,
  };
}

function noticeView(notice: ReplacementFormData["notice"] | null, draft: boolean): DocumentView {
  return {
    published: notice !== null,
    publishedOn: printed(notice && printedDate(notice.publishedOn)),
    lastDay: printed(notice && printedDate(notice.lastDay)),
    workingDays: printed(notice && String(notice.workingDays)),
    undisputed: !draft && notice?.objections.length === 0,
    objections: (notice?.objections ?? []).map((objection) => ({
      filedOn: printed(printedDate(objection.filedOn)),
      decision: printed(objection.decision),
      reason: printedLines(objection.reason),
      decidedBy: printed(objection.decidedBy),
      decidedOn: printed(printedDate(objection.decidedOn)),
    })),
  };
}

/**
 * Each office's line stands in the template by itself, because its bookmark must be there exactly once: `employer`,
 * `department`, `titleOffice`. A step that a rule skipped prints why its line is empty; in a draft nobody has decided yet.
 */
function opinionViews(data: ReplacementFormData | ReplacementDraftData): DocumentView {
  const view = (seal: "employer" | "department" | "title-office"): DocumentView => {
    const opinion = data.draft ? undefined : data.opinions.findLast((candidate) => candidate.seal === seal);
    return {
      given: opinion !== undefined,
      skipped: opinion === undefined && !data.draft,
      officeName: printed(opinion?.officeName ?? null),
      outcome: printed(opinion?.outcome ?? null),
      opinion: printedLines(opinion?.opinion ?? null),
      decidedBy: printed(opinion?.decidedBy ?? null),
      decidedOn: printed(opinion ? printedDate(opinion.decidedOn) : null),
    };
  };
  return { employer: view("employer"), department: view("department"), titleOffice: view("title-office") };
}
