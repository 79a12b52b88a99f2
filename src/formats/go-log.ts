import type { Payload, PayloadFormat } from '../core/log-format.js';
import { readIsoStamp } from './stamps.js';

/** `2018/12/14 20:04:45 text`, with or without a fraction. */
const STANDARD = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d(?:\.\d{6})?) /;
/** capnslog: one level letter between stamp and bar, then maybe the package: `2026-11-21 12:34:11.593235 I | http: …`. */
const CAPNSLOG = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}) ([CEWNIDT]) \| /;

function open(message: string): Payload | undefined {
  const code = message.charCodeAt(0);
  if (code < 0x30 || code > 0x39) return undefined;
  const standard = message.charCodeAt(4) === 0x2f ? STANDARD.exec(message) : null;
  if (standard) {
    const [all, year = '', month = '', day = '', clock = ''] = standard;
    const time = readIsoStamp(`${year}-${month}-${day} ${clock}`, 0)?.stamp;
    return time && { message: message.slice(all.length), time };
  }
  const capnslog = message.charCodeAt(4) === 0x2d ? CAPNSLOG.exec(message) : null;
  if (!capnslog) return undefined;
  const [all, stamp = '', level = ''] = capnslog;
  const time = readIsoStamp(stamp, 0)?.stamp;
  return time && { message: message.slice(all.length), time, level };
}

/** Go's own `log` package (old dockerd, net/http inside it, plugins) and capnslog (etcd, old containerd): local time, no zone. */
export const goLog: PayloadFormat = {
  name: 'go-log',
  title: "Go's log package: 2018/12/14 20:04:45 text",
  kind: 'payload',
  open,
};
