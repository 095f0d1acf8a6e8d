import { z } from "zod";
import { optionsOf, type FormLayout } from "./form-layout.ts";
import type { CertificateReplacementEffect, CertificateReplacementStep } from "./certificate-replacement.steps.ts";
import type { MaterialKind, MatterDefinition, StepDefinition } from "./matter.ts";

/** 单位性质, as employers are registered; `none`: there is no employer. */
export const employerNatures = {
  企业: "企业",
  事业单位: "事业单位",
  机关: "机关",
  社会组织: "社会组织",
  other: "其他",
  none: "没有单位",
} as const;

/** How it was lost; on what occasion is a catalogue. Chosen values alone make the public sentence (D4). */
export const lossCircumstances = { lost: "遗失", stolen: "被盗", damaged: "损毁，无法辨认" } as const;

const confirmed = z.literal(true, "请勾选确认");

const declareSchema = z.object({
  circumstances: z.enum(Object.keys(lossCircumstances) as [keyof typeof lossCircumstances], "请选择证书怎么了"),
  occasion: z.string("请选择在什么情况下").min(1, "请选择在什么情况下").max(60),
  lostInMonth: z.string("请填写大约在哪年哪月").regex(/^(19|20)\d{2}-(0[1-9]|1[0-2])$/, "请填写年和月，例如 2026年3月"),
  explanation: z.string().trim().max(500, "最多 500 个字").optional(),
  truthful: confirmed,
});

const declareLayout: FormLayout = {
  sections: [
    {
      id: "certificate",
      title: "要声明作废的证书",
      fields: [{ kind: "known", name: "certificate", what: "certificate", label: "证书", required: false }],
    },
    {
      id: "loss",
      title: "遗失情况",
      hint: "前三项会组成公示里的一句话；补充说明只给经办机构看。",
      fields: [
        {
          kind: "choice",
          name: "circumstances",
          label: "证书怎么了",
          required: true,
          options: optionsOf(lossCircumstances),
        },
        { kind: "select", name: "occasion", label: "在什么情况下", required: true, catalogue: "loss-occasions" },
        { kind: "month", name: "lostInMonth", label: "大约在哪年哪月", required: true },
        { kind: "textarea", name: "explanation", label: "补充说明", required: false, most: 500, hint: "不会公开" },
      ],
    },
    {
      id: "promise",
      title: "承诺与提交",
      fields: [
        {
          kind: "confirm",
          name: "truthful",
          label: "承诺",
          required: true,
          sentence:
            "以上情况属实。我知道：声明后本平台公示 5 个工作日，补发电子证书后原证书作废，虚假声明记入个人信用记录。",
        },
      ],
    },
  ],
};

const materialsSchema = z.object({
  phone: z.string("请填写手机号").regex(/^1\d{10}$/, "请填写 11 位手机号"),
  position: z.string("请填写现任岗位").trim().min(1, "请填写现任岗位").max(60, "最多 60 个字"),
  yearsInProfession: z.coerce
    .number("请填写从事本专业年限")
    .int("请填整数")
    .min(0, "不能小于 0")
    .max(60, "不能大于 60"),
  statement: z.string("请写明遗失经过").trim().min(10, "请写明遗失经过，至少 10 个字").max(1000, "最多 1000 个字"),
  delivery: z.enum(["electronic"], "请选择领取方式"),
  truthful: confirmed,
});

const materials: readonly MaterialKind[] = [
  {
    kind: "photo",
    title: "2 寸证件照",
    required: true,
    hint: "近期正面免冠，35×45 毫米，蓝底，JPG，小于 1 MB",
    check: "photo",
    most: 1,
  },
  {
    kind: "identity",
    title: "身份证正反面",
    required: true,
    hint: "JPG、PNG 或 PDF，每个 10 MB 以内",
    check: "proof",
    most: 2,
  },
  {
    kind: "loss-statement",
    title: "遗失情况说明（本人签名）",
    required: true,
    hint: "JPG、PNG 或 PDF，每个 10 MB 以内",
    check: "proof",
    most: 3,
  },
  {
    kind: "original-proof",
    title: "原证书复印件、批文或评审表",
    required: false,
    hint: "有就传，没有可以不传",
    check: "proof",
    most: 5,
  },
];

const materialsLayout: FormLayout = {
  sections: [
    {
      id: "person",
      title: "基本信息",
      fields: [
        { kind: "known", name: "person", what: "person", label: "申请人", required: false },
        { kind: "phone", name: "phone", label: "手机号", required: true, hint: "供经办人员联系，印在表上" },
      ],
    },
    {
      id: "work",
      title: "工作信息",
      fields: [
        { kind: "known", name: "organisation", what: "organisation", label: "现工作单位", required: false },
        { kind: "text", name: "position", label: "现任岗位", required: true },
        { kind: "number", name: "yearsInProfession", label: "从事本专业年限", required: true, unit: "年" },
      ],
    },
    {
      id: "original",
      title: "原证书",
      fields: [
        { kind: "known", name: "certificate", what: "certificate", label: "原证书", required: false },
        { kind: "textarea", name: "statement", label: "遗失经过", required: true, most: 1000 },
      ],
    },
    {
      id: "photo",
      title: "证件照",
      hint: "印在新的电子证书上，可以在页面里裁剪。",
      fields: [{ kind: "photo", name: "photo", material: "photo", label: "2 寸证件照", required: true }],
    },
    {
      id: "proofs",
      title: "证明材料",
      fields: [
        {
          kind: "materials",
          name: "materials",
          materials: ["identity", "loss-statement", "original-proof"],
          label: "证明材料",
          required: true,
        },
      ],
    },
    {
      id: "promise",
      title: "承诺与提交",
      fields: [
        {
          kind: "choice",
          name: "delivery",
          label: "领取方式",
          required: true,
          options: [{ value: "electronic", label: "电子证书，在线下载打印（免费）" }],
        },
        {
          kind: "confirm",
          name: "truthful",
          label: "承诺",
          required: true,
          sentence: "所填内容和上传材料真实有效，如有虚假，愿承担相应责任。",
        },
      ],
    },
  ],
};

const article = "柳职办〔2019〕17号 三.3";

const steps: Readonly<Record<CertificateReplacementStep | CertificateReplacementEffect, StepDefinition>> = {
  declare: {
    title: "提交遗失声明",
    kind: "ask",
    party: "applicant",
    waitingSentence: "请修改遗失声明后重新提交。",
    maySkip: false,
    sealed: false,
    opinionRequired: false,
    form: { schema: declareSchema, layout: declareLayout, materials: [] },
  },
  loss: {
    title: "遗失公示",
    kind: "notice",
    party: "public",
    waitingSentence: "遗失公示正在进行，现在不用你做什么。",
    legalFloor: { workingDays: 5, article },
    maySkip: false,
    sealed: false,
    opinionRequired: true,
  },
  materials: {
    title: "提交补办材料",
    kind: "ask",
    party: "applicant",
    waitingSentence: "公示已满，请把补办材料提交给单位。",
    maySkip: false,
    sealed: false,
    opinionRequired: false,
    form: { schema: materialsSchema, layout: materialsLayout, materials },
  },
  employer: {
    title: "单位审核并盖章",
    kind: "review",
    party: "employer",
    waitingSentence: "单位正在审核，现在不用你做什么。",
    maySkip: false,
    sealed: true,
    opinionRequired: true,
  },
  department: {
    title: "主管部门确认并盖章",
    kind: "review",
    party: "department",
    waitingSentence: "主管部门正在审核，现在不用你做什么。",
    maySkip: true,
    sealed: true,
    opinionRequired: true,
  },
  "title-office": {
    title: "职改办审批",
    kind: "review",
    party: "title-office",
    waitingSentence: "职改办正在审批，现在不用你做什么。",
    maySkip: false,
    sealed: true,
    opinionRequired: true,
  },
  "issue-certificate": {
    title: "签发职称电子证书",
    kind: "effect",
    party: "system",
    waitingSentence: "审批已通过，正在制作并签发电子证书。",
    maySkip: false,
    sealed: false,
    opinionRequired: false,
  },
};

/** 中、初级职称证书遗失补办 (柳职办〔2019〕17号 三.3, S2-09, S2-10). */
export const certificateReplacement: MatterDefinition = {
  matter: "certificate-replacement",
  title: "职称证书遗失补办",
  shortTitle: "遗失补办",
  source: article,
  numberPrefix: "YS",
  summary: "中级、初级职称证书遗失、被盗或损毁，声明作废、公示 5 个工作日后补发电子证书。",
  guidance: [
    "选择要补办的证书，声明作废。高级职称证书由自治区签发，不在这里补办。",
    "声明后在本平台公示 5 个工作日，不用登报。公示期内任何人可以提出异议。",
    "公示期间可以先把补办材料准备好；公示结束后提交给单位。",
    "单位审核盖章，主管部门确认盖章，市或县职改办审批。",
    "签发职称电子证书，原证书作废。你可以随时免费下载打印。",
  ],
  steps,
  firstStep: "declare",
  finalStep: "title-office",
  facts: {
    level: { label: "证书级别", values: { junior: "初级", middle: "中级" } },
    series: { label: "职称系列", values: {}, catalogue: "title-series" },
    employerArea: { label: "单位所在", values: { county: "县（区）", city: "市" } },
    employerInUse: { label: "单位", values: { yes: "已启用", no: "没有或未启用" } },
    employerNature: { label: "单位性质", values: employerNatures },
  },
  documents: [
    { kind: "certificate", title: "职称电子证书", for: ["applicant"] },
    { kind: "archive-form", title: "遗失补办申请表", for: ["applicant", "employer"] },
  ],
  rejection: {
    article,
    appealDays: 60,
  },
};
