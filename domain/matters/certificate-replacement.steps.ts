/** Step and effect names of 中、初级职称证书遗失补办, as types only: the workflow bundle carries nothing else of a matter. */
export type CertificateReplacementStep = "declare" | "loss" | "materials" | "employer" | "department" | "title-office";
export type CertificateReplacementEffect = "issue-certificate";
