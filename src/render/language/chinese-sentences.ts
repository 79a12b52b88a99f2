type Rule = readonly [RegExp, string];

/** A sentence, or its beginning or end, that docklog makes of the input; what is inserted (names of parts, sources) stays as it is. */
const RULES: readonly Rule[] = [
  // Why a finding is sure, or not.
  [/^(\d+) of its (\d+) parts were seen$/, '见到其 $2 个组成部分中的 $1 个'],
  [/^one line or report shows it$/, '有 1 行或 1 份报告表明'],
  [/^(\d+) lines or reports show it$/, '有 $1 行或报告表明'],
  [
    /^the text stands without the prefix of the program that writes it, or is cut$/,
    '该文本没有写出它的程序的前缀，或被截断',
  ],
  [/^seen: (.+) \(the clocks cannot tell its time exactly\)$/, '已见到：$1（时钟无法确定其准确时间）'],
  [/^seen, though it should not be there: (.+)$/, '不应出现却见到了：$1'],
  [/^seen: (.+)$/, '已见到：$1'],
  [/^surely not there, as it should be: (.+)$/, '确定没有，符合预期：$1'],
  [/^they agree on the (.+)$/, '它们的 $1 一致'],
  [/^joined by time alone$/, '只按时间关联'],
  [/^it cannot be told whether it was there: (.+)$/, '无法判断是否出现过：$1'],
  [/^not seen, though (.+) covers that time: (.+)$/, '未见到，尽管 $1 覆盖了那段时间：$2'],
  [/^not seen: (.+)$/, '未见到：$1'],

  // What could not be judged.
  [/^no input could show: (.+)$/, '没有任何输入能够反映：$1'],
  [/^no (.{1,200}) covers ([\d: -]{19}) to ([\d: -]{19}) UTC$/, '没有 $1 覆盖 $2 至 $3 UTC'],
  [/^([^:]{1,120}): no (.{1,200}) covers ([\d: -]{19}) to ([\d: -]{19}) UTC$/, '$1：没有 $2 覆盖 $3 至 $4 UTC'],

  // How a time was obtained.
  [/^stamps with a zone$/, '时间戳带时区'],
  [/^no stamps$/, '没有时间戳'],
  [/^time in the file name$/, '文件名中的时间'],
  [/^the file's own time$/, '文件本身的时间'],
  [/^the line in (.+) that announces it$/, '$1 中宣告它的那一行'],
  [/^year as given$/, '年份由选项给出'],
  [/^year from the exact stamps inside its messages$/, '年份取自消息内的精确时间戳'],
  [/^year assumed to be that of (.+)$/, '年份假定与 $1 相同'],
  [/^zone (.+) as given$/, '时区 $1 由选项给出'],
  [/^zone from the exact stamps inside its messages \((.+)\)$/, '时区取自消息内的精确时间戳（$1）'],
  [/^zone assumed to be that of (.+)$/, '时区假定与 $1 相同'],
  [/^agrees with (.+)$/, '与 $1 一致'],
  [/^set right by (.+)$/, '按 $1 校正'],
  [
    /^time since boot; the boot time is unknown, so only the order is known$/,
    '开机以来的时间；开机时刻未知，只知道先后顺序',
  ],
  [/^boot time from the OOM event of container (\w+) in (.+)$/, '开机时刻由 $2 中容器 $1 的 OOM 事件得出'],
  [/^boot time from (.+)$/, '开机时刻来自 $1'],

  // What is known of versions.
  [/^no line tells which (.+) you run(; .+)?$/, '没有日志说明运行的 $1 版本$2'],
];

const WHOLE = RULES.filter(([rule]) => rule.source.includes(';'));

/** A sentence about the input in Chinese; what is not known of stays English. Parts joined by semicolons are told each. */
export function chineseSentence(text: string): string {
  for (const [rule, words] of WHOLE) if (rule.test(text)) return text.replace(rule, words).trim();
  return text.split('; ').map(tell).join('；');
}

function tell(text: string): string {
  if (text.length > 2_000) return text;
  for (const [rule, words] of RULES) if (rule.test(text)) return text.replace(rule, words).trim();
  return text;
}
