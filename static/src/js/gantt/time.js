// Days on the screen: scale, ticks and the words of dates.
import { zh } from "../dom.js";
import { DAY } from "./model.js";

const EPOCH = Date.UTC(2000, 0, 1);
const MS = 864e5;
export const toDate = (day) => new Date(EPOCH + day * MS);
export const toDay = (date) => Math.floor((date - EPOCH) / MS);
export const iso = (day) => toDate(day).toISOString().slice(0, 10);

const locale = zh ? "zh-CN" : "en-GB";
const format = (options) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
const MONTH = format({ month: zh ? "numeric" : "short" });
const WEEKDAY = format({ weekday: zh ? "narrow" : "short" });
const LONG = format({ day: "numeric", month: "short", weekday: "short" });
const FULL = format({ year: "numeric", month: "short", day: "numeric", weekday: "short" });

const month = (date) => (zh ? `${date.getUTCMonth() + 1} 月` : MONTH.format(date));
const yearMonth = (date) => (zh ? `${date.getUTCFullYear()} 年 ${date.getUTCMonth() + 1} 月` : `${MONTH.format(date)} ${date.getUTCFullYear()}`);
const year = (date) => (zh ? `${date.getUTCFullYear()} 年` : String(date.getUTCFullYear()));
const quarter = (date) => (zh ? `${Math.floor(date.getUTCMonth() / 3) + 1} 季度` : `Q${Math.floor(date.getUTCMonth() / 3) + 1}`);

export const dayText = (day) => FULL.format(toDate(day));
/** 12-04, with the year when it is not `thisYear`. */
export const short = (day, thisYear) => {
  const date = toDate(day);
  const text = date.toISOString().slice(5, 10);
  return date.getUTCFullYear() === thisYear ? text : `${String(date.getUTCFullYear()).slice(2)}-${text}`;
};
export const labelDay = (day) => {
  const date = toDate(day);
  return zh ? `${date.getUTCMonth() + 1}/${date.getUTCDate()}` : `${date.getUTCDate()} ${MONTH.format(date)}`;
};

// Pixels per day of the named zooms.
export const ZOOMS = { hour: 720, day: 44, week: 15, month: 5, quarter: 1.9, year: 0.7 };
export const LEAST = 0.25, MOST = 1600;

export class Scale {
  constructor() {
    this.perDay = ZOOMS.month;
    this.origin = 0; // day at the left edge
  }

  x(moment) {
    return (moment / DAY - this.origin) * this.perDay;
  }

  day(x) {
    return x / this.perDay + this.origin;
  }

  /** Coarser than hours a bar covers whole days: a task of Friday reaches to the end of Friday. */
  get whole() {
    return this.perDay < 90;
  }

  left(moment) {
    return this.whole ? (Math.floor(moment / DAY) - this.origin) * this.perDay : this.x(moment);
  }

  right(moment) {
    return this.whole ? (Math.floor((moment - 1) / DAY) + 1 - this.origin) * this.perDay : this.x(moment);
  }

  zoom(perDay, at) {
    const day = this.day(at);
    this.perDay = Math.min(Math.max(perDay, LEAST), MOST);
    this.origin = day - at / this.perDay;
  }

  get name() {
    return Object.entries(ZOOMS).reduce((best, entry) => (ratio(entry[1], this.perDay) < ratio(best[1], this.perDay) ? entry : best))[0];
  }
}

const ratio = (a, b) => Math.abs(Math.log(a / b));

/** {major: [{day, text}], minor: [{day, text}]} for the days from a to b. */
export function ticks(scale, a, b) {
  const k = scale.perDay;
  if (k >= 200) return hours(a, b, k);
  if (k >= 22) return { major: each(a, b, "month", yearMonth), minor: days(a, b, k) };
  if (k >= 3.2) return { major: each(a, b, "month", (d) => (d.getUTCMonth() ? month(d) : yearMonth(d))), minor: weeks(a, b, k) };
  if (k >= 0.95) return { major: each(a, b, "year", year), minor: each(a, b, "month", k >= 1.4 ? month : (d) => (d.getUTCMonth() % 3 ? "" : month(d))) };
  return { major: each(a, b, "year", year), minor: each(a, b, "quarter", k > 0.45 ? quarter : () => "") };
}

function each(a, b, unit, word) {
  const found = [];
  const start = toDate(Math.floor(a));
  const step = { month: 1, quarter: 3, year: 12 }[unit];
  let at = Date.UTC(start.getUTCFullYear(), Math.floor(start.getUTCMonth() / step) * step, 1);
  while (toDay(at) <= b) {
    const date = new Date(at);
    found.push({ day: toDay(at), text: word(date) });
    at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + step, 1);
  }
  return found;
}

function days(a, b, k) {
  const found = [];
  for (let day = Math.floor(a); day <= b; day += 1) {
    const date = toDate(day);
    found.push({ day, text: k >= 36 ? `${date.getUTCDate()} ${WEEKDAY.format(date)}` : String(date.getUTCDate()), centre: true });
  }
  return found;
}

function weeks(a, b, k) {
  const every = k >= 8 ? 7 : 14;
  const found = [];
  // 3 January 2000 was a Monday.
  for (let day = Math.floor((a - 2) / every) * every + 2; day <= b; day += every) found.push({ day, text: String(toDate(day).getUTCDate()) });
  return found;
}

function hours(a, b, k) {
  const major = [], minor = [];
  const every = k >= 900 ? 1 : k >= 400 ? 3 : 6;
  for (let day = Math.floor(a); day <= b; day += 1) {
    major.push({ day, text: LONG.format(toDate(day)) });
    for (let hour = 0; hour < 24; hour += every) minor.push({ day: day + hour / 24, text: String(hour) });
  }
  return { major, minor };
}
