/** Settings of the office process: no macros, no links that load anything, PDF/A-2b with bookmarks as destinations. */
const settings: readonly [path: string, name: string, value: string][] = [
  ["/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"],
  ["/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"],
  ["/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"],
  ["/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"],
  ["/org.openoffice.Office.Common/Misc", "FirstRun", "false"],
  ["/org.openoffice.Office.Common/Misc", "CollectUsageInformation", "false"],
  ["/org.openoffice.Office.Common/Misc", "CrashReport", "false"],
  ["/org.openoffice.Office.Common/Save/Document", "CreateBackup", "false"],
  ["/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"],
  ["/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"],
  // A proxy that answers nowhere, for hosts where the process cannot be put into a network of its own.
  ["/org.openoffice.Inet/Settings", "ooInetProxyType", "1"],
  ["/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"],
  ["/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"],
  ["/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"],
  ["/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"],
  ["/org.openoffice.Office.Common/Filter/PDF/Export", "SelectPdfVersion", "2"],
  ["/org.openoffice.Office.Common/Filter/PDF/Export", "ExportBookmarksToPDFDestination", "true"],
  ["/org.openoffice.Office.Common/Filter/PDF/Export", "UseLosslessCompression", "false"],
  ["/org.openoffice.Office.Common/Filter/PDF/Export", "Quality", "92"],
  ["/org.openoffice.Office.Common/Filter/PDF/Export", "ReduceImageResolution", "false"],
];

/** Content of `registrymodifications.xcu` in the profile. */
export const officeProfile =
  '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" ' +
  'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n' +
  settings
    .map(
      ([path, name, value]) =>
        `<item oor:path="${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>\n`,
    )
    .join("") +
  "</oor:items>\n";

/** An empty document, open as long as the office process lives. */
export const keeperDocument =
  '<?xml version="1.0" encoding="UTF-8"?>\n<office:document ' +
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3" ' +
  'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text/></office:body></office:document>\n';
