import type { Severity } from '../../core/pattern.js';
import { durationWords } from '../times.js';
import { formatCount } from '../words.js';
import { chineseSentence } from './chinese-sentences.js';
import type { Words } from './english.js';

const NUMBER_WORDS: readonly (readonly [number, string])[] = [
  [0.95, '基本确定'],
  [0.85, '很可能'],
  [0.7, '可能'],
  [0.5, '有一定可能'],
  [0, '猜测'],
];

const UNITS: Readonly<Record<string, string>> = {
  us: '微秒',
  ms: '毫秒',
  s: '秒',
  min: '分钟',
  h: '小时',
  d: '天',
};

const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: '严重',
  error: '错误',
  warning: '警告',
  info: '信息',
};

/** Kinds of entities; others keep their English names. */
const ENTITIES: Readonly<Record<string, string>> = {
  host: '主机',
  container: '容器',
  unit: '单元',
  process: '进程',
  pool: '存储池',
  device: '设备',
  network: '网络',
  interface: '网卡',
  address: '地址',
  image: '镜像',
  registry: '镜像仓库',
  path: '路径',
  binary: '程序',
  lock: '锁',
};

const duration = (us: number): string =>
  durationWords(us).replace(/ (us|ms|s|min|h|d)\b/g, (_, unit: string) => ` ${UNITS[unit] ?? unit}`);

/** The fixed words of the terminal report in Simplified Chinese. */
export const CHINESE: Words = {
  remedyTitle: '现在该怎么做',
  belowTitle: '由此引起的其他问题',
  othersTitle: '与此无关的问题',
  storyTitle: '判断依据',
  openTitle: '结束时仍未完成的请求',
  noveltyTitle: '新出现的日志：以前没有，或数量突然增多',
  coverageTitle: '现有的证据',
  evaluationTitle: '无法判断的问题（不等于正常）',
  diagnosticTitle: '输入的问题',
  sourcesTitle: (zone) => `读取的内容${zone}`,
  moreTitle: (finding) => `${finding} 的详情`,
  goroutinesTitle: (program) => `${program} 的 goroutine`,
  blockRemedy: '该怎么做：',
  blockBelow: '由此引起的其他问题：',

  since: '时间',
  clock: '时钟',
  sure: '把握',
  surer: '求证',
  where: '位置',
  what: '现象',
  cause: '原因',
  impact: '影响',
  prevent: '预防',
  fixed: '修复',
  version: '版本',
  against: '反证',
  decides: '判定',
  see: '参考',

  sources: (count) => `${formatCount(count)} 个来源`,
  lines: (count) => `${formatCount(count)} 行`,
  records: (count) => `${formatCount(count)} 条记录`,
  goroutines: (count) => `${formatCount(count)} 个 goroutine`,
  times: (count) => `${formatCount(count)} 次`,

  more: (count) => `另有 ${formatCount(count)} 项`,
  moreVerbose: (count) => `另有 ${formatCount(count)} 项（--verbose）`,
  moreInTree: (count) => `另有 ${formatCount(count)} 项（--verbose 显示全部）`,
  moreBelow: (count) => `另有 ${formatCount(count)} 项，见下文`,
  moreFindings: (count) => `另有 ${formatCount(count)} 个问题（--verbose 显示全部）`,
  moreGroups: (count) => `另有 ${formatCount(count)} 组`,
  moreSources: (count) => `另有 ${formatCount(count)} 个来源`,
  moreFrames: (count) => `另有 ${formatCount(count)} 个栈帧`,

  read: (version, what, span) => `docklog ${version} 读取了 ${what}${span}`,
  spanOfDay: (date, from, to, zone) => `，${date} ${from} 至 ${to} ${zone}`,
  spanOfDays: (from, to) => `，${from} 至 ${to}`,
  inFolder: (folder) => `都在 ${folder}`,
  comma: '，',
  partial: '不完整：输入未读完即停止；实际的问题可能比这里显示的更多。',
  notReadFully: (text) => `未能完整读取：${text}`,
  moreNotReadFully: (count) => `未能完整读取：另有 ${formatCount(count)} 个输入，见下文。`,
  nothingRead: '没有读到任何内容，因此无法判断。',
  nothingFound: '没有发现：输入中没有识别出任何已知故障。',
  noProof: (what, records) =>
    `读取：${what}（${records}）。这并不证明系统正常：docklog 不认识的故障，或这些来源没有反映的故障，是看不到的。`,
  sourcesWithLines: (sources, lines) => `${sources}，共 ${lines}`,
  notJudged: (count) => `有 ${formatCount(count)} 种已知故障无法判断，见下文。`,
  notPlaced: (count, names) => `有 ${formatCount(count)} 个来源无法确定时间：${names}。`,
  noFormat: (count) => `格式未知的行：${formatCount(count)}。`,

  severity: (severity) => SEVERITIES[severity],
  titleOf: (severity, title, id) => `${severity}：${title}（${id}）`,
  clockOf: (basis, method, source) => `${basis}：${method}（${source}）`,
  confidence: (value) => NUMBER_WORDS.find(([from]) => value >= from)?.[1] ?? '猜测',
  because: '：',
  part: '组成部分：',
  fixedIn: (versions) => `修复于 ${versions}`,
  risk: '风险：',
  readOnly: (command) => `${command}（只读）`,
  mayChange: (command) => `${command}（可能改变系统状态：执行前请先看清楚）`,
  noTime: '无时间',
  oneOf: (count, isMore) => `（${count} 条${isMore ? '以上' : ''}之一）`,
  entity: (kind, values) => `${ENTITIES[kind] ?? kind} ${values}`,

  duration,
  about: (moment, uncertainty) => `约 ${moment}，误差 ± ${uncertainty}`,
  timeUnknown: '时间未知',
  onlyOrder: '时间未知，只知道在来源中的先后顺序',
  seenTimes: (count) => `，出现 ${formatCount(count)} 次`,
  until: (moment, length) => `，至 ${moment}（${length}）`,
  basis: {
    exact: '日志原有时间',
    'zone-assumed': '时区为推定',
    'year-inferred': '年份为推断',
    aligned: '与其他来源对齐',
    none: '只知道文件内的顺序',
  },

  sourceColumns: { source: '来源', format: '格式', lines: '行数', from: '从', to: '到', clock: '时钟' },
  shownIn: (year, zone) => `（${year}${zone}）`,
  allTimes: '时间均为 ',
  clockNone: '无',
  notUnderstood: (source, lines) => `${source}：${lines}未能识别`,
  firstAt: (line, text) => `，第一处在第 ${line} 行：${text}`,
  summary: (bytes, lines, records) => `读取了 ${bytes}，${lines}，${records}`,
  took: (seconds) => `，用时 ${seconds} 秒`,
  stop: '。',
  diagnosticSeverity: { error: '错误', warning: '警告', info: '信息' },
  repeated: (count) => `（${formatCount(count)} 次）`,
  getTheRest: '取得其余证据：',
  coverageColumns: { what: '证据', state: '状态', from: '从', to: '到' },
  coverageStates: {
    present: '有',
    missing: '缺少',
    'too-old': '在故障前结束',
    'too-new': '在故障后开始',
    truncated: '被截断',
  },
  openColumns: { count: '数量', what: '请求', since: '开始于', age: '已持续', why: '等待', place: '行' },
  notLogged: '应答不写入日志',
  groupColumns: { count: '数量', state: '状态', waits: '等待时长', since: '开始于', doing: '正在做' },
  lockColumns: { lock: '锁', kind: '种类', waiters: '等待者', since: '开始于', holder: '持有者' },
  waitsFromTo: (from, to) => `${formatCount(from)} 至 ${formatCount(to)} 分钟`,
  belowMinute: '不到 1 分钟',
  longestWait: (goroutines, wait, taken, place) => `${goroutines}，最长等待 ${wait}${taken}，来自 ${place}`,
  taken: (moment) => `，取自 ${moment}`,
  lockOf: (lock, container) => `${lock}，属于 ${container}`,
  holder: (goroutine, sure) => `goroutine ${goroutine}，${sure}`,
  noHolder: '未找到',
  deadlock: (ring) => `死锁：goroutine ${ring.join(' 等待 ')}`,

  sentence: chineseSentence,
};
