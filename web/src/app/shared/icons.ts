import { inject, provideAppInitializer } from "@angular/core";
import { MatIconRegistry } from "@angular/material/icon";
import { DomSanitizer } from "@angular/platform-browser";
import accountBalanceSvg from "@material-symbols/svg-400/outlined/account_balance.svg";
import addSvg from "@material-symbols/svg-400/outlined/add.svg";
import alarmSvg from "@material-symbols/svg-400/outlined/alarm.svg";
import approvalSvg from "@material-symbols/svg-400/outlined/approval.svg";
import appsSvg from "@material-symbols/svg-400/outlined/apps.svg";
import arrowBackSvg from "@material-symbols/svg-400/outlined/arrow_back.svg";
import assignmentReturnSvg from "@material-symbols/svg-400/outlined/assignment_return.svg";
import badgeSvg from "@material-symbols/svg-400/outlined/badge.svg";
import barChartSvg from "@material-symbols/svg-400/outlined/bar_chart.svg";
import blockSvg from "@material-symbols/svg-400/outlined/block.svg";
import calendarMonthSvg from "@material-symbols/svg-400/outlined/calendar_month.svg";
import callSplitSvg from "@material-symbols/svg-400/outlined/call_split.svg";
import campaignSvg from "@material-symbols/svg-400/outlined/campaign.svg";
import cancelSvg from "@material-symbols/svg-400/outlined/cancel.svg";
import checkSvg from "@material-symbols/svg-400/outlined/check.svg";
import checkCircleSvg from "@material-symbols/svg-400/outlined/check_circle.svg";
import chevronRightSvg from "@material-symbols/svg-400/outlined/chevron_right.svg";
import closeSvg from "@material-symbols/svg-400/outlined/close.svg";
import cloudDoneSvg from "@material-symbols/svg-400/outlined/cloud_done.svg";
import cloudOffSvg from "@material-symbols/svg-400/outlined/cloud_off.svg";
import descriptionSvg from "@material-symbols/svg-400/outlined/description.svg";
import domainSvg from "@material-symbols/svg-400/outlined/domain.svg";
import downloadSvg from "@material-symbols/svg-400/outlined/download.svg";
import eastSvg from "@material-symbols/svg-400/outlined/east.svg";
import editNoteSvg from "@material-symbols/svg-400/outlined/edit_note.svg";
import errorSvg from "@material-symbols/svg-400/outlined/error.svg";
import eventBusySvg from "@material-symbols/svg-400/outlined/event_busy.svg";
import eventRepeatSvg from "@material-symbols/svg-400/outlined/event_repeat.svg";
import filterListSvg from "@material-symbols/svg-400/outlined/filter_list.svg";
import findInPageSvg from "@material-symbols/svg-400/outlined/find_in_page.svg";
import fitScreenSvg from "@material-symbols/svg-400/outlined/fit_screen.svg";
import frontHandSvg from "@material-symbols/svg-400/outlined/front_hand.svg";
import gavelSvg from "@material-symbols/svg-400/outlined/gavel.svg";
import groupSvg from "@material-symbols/svg-400/outlined/group.svg";
import helpSvg from "@material-symbols/svg-400/outlined/help.svg";
import historySvg from "@material-symbols/svg-400/outlined/history.svg";
import homeSvg from "@material-symbols/svg-400/outlined/home.svg";
import hourglassTopSvg from "@material-symbols/svg-400/outlined/hourglass_top.svg";
import inboxSvg from "@material-symbols/svg-400/outlined/inbox.svg";
import infoSvg from "@material-symbols/svg-400/outlined/info.svg";
import inventory2Svg from "@material-symbols/svg-400/outlined/inventory_2.svg";
import keyboardSvg from "@material-symbols/svg-400/outlined/keyboard.svg";
import keyboardArrowDownSvg from "@material-symbols/svg-400/outlined/keyboard_arrow_down.svg";
import linkSvg from "@material-symbols/svg-400/outlined/link.svg";
import lockSvg from "@material-symbols/svg-400/outlined/lock.svg";
import lockClockSvg from "@material-symbols/svg-400/outlined/lock_clock.svg";
import menuSvg from "@material-symbols/svg-400/outlined/menu.svg";
import monitorHeartSvg from "@material-symbols/svg-400/outlined/monitor_heart.svg";
import moreVertSvg from "@material-symbols/svg-400/outlined/more_vert.svg";
import notificationsSvg from "@material-symbols/svg-400/outlined/notifications.svg";
import personSvg from "@material-symbols/svg-400/outlined/person.svg";
import personOffSvg from "@material-symbols/svg-400/outlined/person_off.svg";
import photoCameraSvg from "@material-symbols/svg-400/outlined/photo_camera.svg";
import pictureAsPdfSvg from "@material-symbols/svg-400/outlined/picture_as_pdf.svg";
import printSvg from "@material-symbols/svg-400/outlined/print.svg";
import qrCodeScannerSvg from "@material-symbols/svg-400/outlined/qr_code_scanner.svg";
import refreshSvg from "@material-symbols/svg-400/outlined/refresh.svg";
import rotateRightSvg from "@material-symbols/svg-400/outlined/rotate_right.svg";
import scheduleSvg from "@material-symbols/svg-400/outlined/schedule.svg";
import searchSvg from "@material-symbols/svg-400/outlined/search.svg";
import settingsSvg from "@material-symbols/svg-400/outlined/settings.svg";
import swapHorizSvg from "@material-symbols/svg-400/outlined/swap_horiz.svg";
import syncSvg from "@material-symbols/svg-400/outlined/sync.svg";
import taskAltSvg from "@material-symbols/svg-400/outlined/task_alt.svg";
import textIncreaseSvg from "@material-symbols/svg-400/outlined/text_increase.svg";
import todaySvg from "@material-symbols/svg-400/outlined/today.svg";
import touchAppSvg from "@material-symbols/svg-400/outlined/touch_app.svg";
import undoSvg from "@material-symbols/svg-400/outlined/undo.svg";
import uploadFileSvg from "@material-symbols/svg-400/outlined/upload_file.svg";
import verifiedSvg from "@material-symbols/svg-400/outlined/verified.svg";
import visibilitySvg from "@material-symbols/svg-400/outlined/visibility.svg";
import warningSvg from "@material-symbols/svg-400/outlined/warning.svg";
import workSvg from "@material-symbols/svg-400/outlined/work.svg";
import workspacePremiumSvg from "@material-symbols/svg-400/outlined/workspace_premium.svg";
import zoomInSvg from "@material-symbols/svg-400/outlined/zoom_in.svg";
import zoomOutSvg from "@material-symbols/svg-400/outlined/zoom_out.svg";

/** Material Symbols, outlined, weight 400: of the icons of the look those that a page shows. `<mat-icon svgIcon="home" />`. */
export const icons = {
  account_balance: accountBalanceSvg,
  add: addSvg,
  alarm: alarmSvg,
  approval: approvalSvg,
  apps: appsSvg,
  arrow_back: arrowBackSvg,
  assignment_return: assignmentReturnSvg,
  badge: badgeSvg,
  bar_chart: barChartSvg,
  block: blockSvg,
  calendar_month: calendarMonthSvg,
  call_split: callSplitSvg,
  campaign: campaignSvg,
  cancel: cancelSvg,
  check: checkSvg,
  check_circle: checkCircleSvg,
  chevron_right: chevronRightSvg,
  close: closeSvg,
  cloud_done: cloudDoneSvg,
  cloud_off: cloudOffSvg,
  description: descriptionSvg,
  domain: domainSvg,
  download: downloadSvg,
  east: eastSvg,
  edit_note: editNoteSvg,
  error: errorSvg,
  event_busy: eventBusySvg,
  event_repeat: eventRepeatSvg,
  filter_list: filterListSvg,
  find_in_page: findInPageSvg,
  fit_screen: fitScreenSvg,
  front_hand: frontHandSvg,
  gavel: gavelSvg,
  group: groupSvg,
  help: helpSvg,
  history: historySvg,
  home: homeSvg,
  hourglass_top: hourglassTopSvg,
  inbox: inboxSvg,
  info: infoSvg,
  inventory_2: inventory2Svg,
  keyboard: keyboardSvg,
  keyboard_arrow_down: keyboardArrowDownSvg,
  link: linkSvg,
  lock: lockSvg,
  lock_clock: lockClockSvg,
  menu: menuSvg,
  monitor_heart: monitorHeartSvg,
  more_vert: moreVertSvg,
  notifications: notificationsSvg,
  person: personSvg,
  person_off: personOffSvg,
  photo_camera: photoCameraSvg,
  picture_as_pdf: pictureAsPdfSvg,
  print: printSvg,
  qr_code_scanner: qrCodeScannerSvg,
  refresh: refreshSvg,
  rotate_right: rotateRightSvg,
  schedule: scheduleSvg,
  search: searchSvg,
  settings: settingsSvg,
  swap_horiz: swapHorizSvg,
  sync: syncSvg,
  task_alt: taskAltSvg,
  text_increase: textIncreaseSvg,
  today: todaySvg,
  touch_app: touchAppSvg,
  undo: undoSvg,
  upload_file: uploadFileSvg,
  verified: verifiedSvg,
  visibility: visibilitySvg,
  warning: warningSvg,
  work: workSvg,
  workspace_premium: workspacePremiumSvg,
  zoom_in: zoomInSvg,
  zoom_out: zoomOutSvg,
} as const satisfies Record<string, string>;

export type IconName = keyof typeof icons;

/** Registers every icon from text compiled into the program: no request and no flash. The text is ours, hence trusted. */
export function provideIcons() {
  return provideAppInitializer(() => {
    const registry = inject(MatIconRegistry);
    const sanitizer = inject(DomSanitizer);
    for (const [name, svg] of Object.entries(icons)) {
      registry.addSvgIconLiteral(name, sanitizer.bypassSecurityTrustHtml(svg));
    }
  });
}
