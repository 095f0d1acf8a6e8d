import sharp from "sharp";
import type { CertificateData, CounterReceiptData, ReplacementFormData } from "./document-data.ts";

/** Made-up data for tests and for looking at templates: nobody here exists, the numbers are synthetic (GB 11643). */
export const sampleCertificate: CertificateData = {
  area: "广西柳州市",
  holderName: "覃志远",
  sex: "男",
  identityNumber: "450200198609120039",
  obtainedBy: "评审",
  series: "工程技术",
  title: "工程师",
  specialty: "机械工程",
  awardedOn: "2016-12-20",
  committee: "柳州市工程系列中级评审委员会（演示）",
  documentNumber: "柳演示〔2016〕12号",
  certificateNumber: "YS45020026000318K",
  managementNumber: "YS4502002026120000318",
  verificationPage: "https://rct.example/v",
  verificationUrl: "https://rct.example/v/7f3kQ9aZpW2mB8xLr4TnVg",
  issuer: "柳州市人力资源和社会保障局（演示）",
  issuedOn: "2026-12-16",
  dataSource: "广西柳州市人力资源和社会保障局",
  demo: true,
};

export const sampleForm: ReplacementFormData = {
  draft: false,
  area: "广西柳州市",
  caseNumber: "YS-LZ-2026-000137",
  applicant: {
    name: "覃志远",
    sex: "男",
    identityNumber: "450200198609120039",
    phone: "13900000001",
    employer: "柳州示范机械有限公司（演示）",
    creditCode: "91450200TEXT000094",
    position: "机械设计工程师",
    yearsInProfession: 16,
  },
  original: {
    level: "中级",
    series: "工程技术",
    title: "工程师",
    specialty: "机械工程",
    awardedOn: "2016-12-20",
    committee: "柳州市工程系列中级评审委员会（演示）",
    documentNumber: "柳演示〔2016〕12号",
    certificateNumber: "4502201600318",
    issuer: "柳州市人力资源和社会保障局（演示）",
  },
  loss: {
    sentence: "2026年3月前后，在搬家、搬迁中遗失。",
    statement: "2026年3月从柳南区搬到城中区时，装证书的文件袋没有找到。\n多次寻找没有结果，现申请补办。",
    explanation: "搬家公司也问过，没有找到。",
    declaredOn: "2026-11-23",
  },
  notice: {
    publishedOn: "2026-11-23",
    lastDay: "2026-11-30",
    workingDays: 5,
    objections: [
      {
        filedOn: "2026-11-25",
        decision: "不成立",
        reason: "异议人所述证书与本证书编号不同。",
        decidedBy: "农清河",
        decidedOn: "2026-11-26",
      },
    ],
  },
  materials: [
    { title: "2 寸证件照", fileName: "证件照.jpg", uploadedOn: "2026-11-24" },
    { title: "身份证正反面", fileName: "身份证-正面.jpg", uploadedOn: "2026-11-24" },
    { title: "遗失情况说明（本人签名）", fileName: "遗失情况说明.pdf", uploadedOn: "2026-11-24" },
  ],
  opinions: [
    {
      seal: "employer",
      officeName: "柳州示范机械有限公司（演示）",
      outcome: "同意",
      opinion: "情况属实，该同志在岗，同意补办。",
      decidedBy: "韦明月",
      decidedOn: "2026-12-02T03:00:00Z",
    },
    {
      seal: "department",
      officeName: "柳州市工业和信息化局（演示）",
      outcome: "同意",
      opinion: "材料齐全，同意上报。",
      decidedBy: "黄小桂",
      decidedOn: "2026-12-07",
    },
    {
      seal: "title-office",
      officeName: "柳州市职称改革工作领导小组办公室（演示）",
      outcome: "同意",
      opinion: "符合柳职办〔2019〕17号文件规定，同意补发电子证书。",
      decidedBy: "农清河",
      decidedOn: "2026-12-15",
    },
  ],
  returns: [
    {
      returnedOn: "2026-12-01",
      officeName: "柳州示范机械有限公司（演示）",
      returnedBy: "韦明月",
      reason: "证件照不合要求：应为近期正面免冠蓝底 2 寸照片",
    },
  ],
  result: {
    certificateNumber: "YS45020026000318K",
    managementNumber: "YS4502002026120000318",
    issuedOn: "2026-12-16",
    issuer: "柳州市人力资源和社会保障局（演示）",
  },
  demo: true,
};

export const sampleReceipt: CounterReceiptData = {
  kind: "acceptance",
  title: "受理通知书",
  number: "柳州市职改办受〔2026〕000123号",
  officeName: "柳州市职改办（演示）",
  matterTitle: "职称证书遗失补办",
  caseNumber: "YS-LZ-2026-000137",
  applicant: { name: "覃志远", identityNumber: "450200198609120039" },
  certificate: { title: "工程师（机械工程）", number: "4502201600318" },
  received: [
    { title: "遗失声明（窗口录入）", copies: 1 },
    { title: "身份证正反面", copies: 2 },
  ],
  promise:
    "合计 20 个工作日：遗失公示 5 个工作日，单位审核并盖章 5 个工作日，主管部门确认并盖章 5 个工作日，职改办审批 5 个工作日",
  article: "柳职办〔2019〕17号 三.3",
  contact: {
    ...{ host: "柳州市人力资源和社会保障局（演示）", address: "柳州市示例路 1 号", phone: "12333" },
    hours: "9:00 至 12:00，13:00 至 16:30",
  },
  clerkName: "陆云舟",
  givenOn: "2026-11-23",
  demo: true,
};

/** A head and shoulders before a blue ground, 35 × 45 mm at 300 dpi. */
export function samplePhoto(): Promise<Buffer> {
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 35 45" width="413" height="531"><rect width="35" height="45" fill="#5b97c4"/>' +
    '<path d="M2.5 41c0-8.5 6.5-12 15-12s15 3.5 15 12V45H2.5Z" fill="#d7e6f1"/><circle cx="17.5" cy="18.5" r="8" fill="#eaf2f8"/></svg>';
  return sharp(Buffer.from(drawing)).jpeg({ quality: 92 }).toBuffer();
}
