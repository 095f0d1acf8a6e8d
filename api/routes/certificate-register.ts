import type Router from "@koa/router";
import { maskIdentityNumber } from "../../domain/masking.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { cleanNumber } from "../../domain/text-input.ts";
import { misuseKinds } from "../../domain/texts/certificates.ts";
import { levelName } from "../../domain/texts/levels.ts";
import { writeAudit } from "../audit.ts";
import { revoke } from "../certificate-revoking.ts";
import {
  exportRegisteredCertificates,
  findRegisteredCertificates,
  revokeCertificate,
  type RegisteredCertificate,
} from "../contracts/certificate-register.ts";
import type { ApiDeps } from "../deps.ts";
import { certificateColumns } from "../exported-columns.ts";
import { serveList } from "../list-export.ts";
import { findCityTitleOffice, findMisuses, findRegistered, revocable } from "../queries/certificate-register.ts";
import { serve } from "../serve.ts";

/** Certificates as title offices look them up, and their revocation. */
export function registerCertificateRegister(router: Router, deps: ApiDeps): void {
  const { database, encryption } = deps;

  serveList(router, deps, {
    ...{
      list: findRegisteredCertificates,
      file: exportRegisteredCertificates,
      name: "证书",
      columns: certificateColumns,
    },
    rowsOf: ({ certificates }) => certificates,
  })(async ({ actor, query, requestId }) => {
    authorize("read-certificate-register", actor, null);
    const found = await findRegistered(database, cleanNumber(query.number));
    const [misuses, cityOfficeId] = await Promise.all([findMisuses(database, found), findCityTitleOffice(deps)]);
    for (const { id } of found)
      await writeAudit(database, {
        ...{ accountId: actor.accountId, action: "certificate.looked-up", subjectKind: "certificate", subjectId: id },
        requestId,
      });
    // The button is there before the password is entered again: pressing it asks for it.
    const withPassword = { ...actor, stepUpUntil: Infinity };
    return {
      certificates: found.map((certificate): RegisteredCertificate => ({
        ...{ id: certificate.id, number: certificate.number, managementNumber: certificate.management_number },
        holder: certificate.holder_name,
        identityNumber: maskIdentityNumber(
          encryption.decrypt("certificates.document_number", certificate.document_number_cipher),
        ),
        ...{ level: levelName(certificate.level), series: certificate.series, title: certificate.title },
        ...{ speciality: certificate.speciality, awardedOn: certificate.awarded_on, issuer: certificate.issuer_name },
        state: certificate.state === "preparing" ? "valid" : certificate.state,
        revocation:
          certificate.revoked_at === null
            ? null
            : {
                ...{ reason: certificate.reason ?? "", basis: certificate.basis ?? "" },
                ...{ officeName: certificate.office_name ?? "", at: certificate.revoked_at.toISOString() },
              },
        misuses: misuses
          .filter(
            (one) =>
              one.certificate_id === certificate.id ||
              (one.person_id !== null && one.person_id === certificate.person_id),
          )
          .map((one) => ({
            ...{ number: one.number, kindName: misuseKinds[one.kind], referral: one.referral },
            ...{ officeName: one.office_name, at: one.recorded_at.toISOString() },
          })),
        openCaseNumber: certificate.open_case_number,
        mayRevoke: can("revoke-certificate", withPassword, revocable(certificate, cityOfficeId)),
      })),
    };
  });

  serve(
    router,
    revokeCertificate,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    await revoke(deps, { actor, requestId }, params.id, body);
    return { done: true as const };
  });
}
