"""The words of the command line in Chinese and English: a key gives one text in each.

Only what the command line itself says is here. What a stage says about its input (a fault, a reason, a status) comes
from the stage, in Chinese; keys of JSON are never translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Literal

Lang = Literal["zh", "en"]

WORDS: Mapping[str, tuple[str, str]] = {
    # help: what each command does; the first sentence stands in the list of commands
    "suance": ("算策：把产业政策读成可以算的规则。", "suance: from policy text to computed policy."),
    "read": (
        "读文件，列出其中的事实。每个数都连着原文的位置；读不出的文件列在最后，其余照常读完。",
        "Read files and list their facts. Every figure keeps its place in the text; a file that cannot be read is named at the end.",
    ),
    "fetch": (
        "把网页取到文件夹，供 read 读。守 robots.txt，每个主机一次一页，没变的不再取，断了接着取。",
        "Bring pages to a folder for `read`. What robots.txt allows, one request a host at a time, nothing that has not changed.",
    ),
    "draft": (
        "由一份文件起草政策文件。事实变成规则，并列出条文没有说清的问题；表达不了的条款连同原因一并保留。",
        "Draft a policy file from a notice. Facts become rules, with the questions that the text leaves open.",
    ),
    "check": (
        "核对政策文件。引文在原文中的位置，规则里的每个数，规则旁的示例，条款之间的矛盾；原文不在手边时如实说明。",
        "Check a policy file. Every cite and number against the source's words, every example by both engines, and what contradicts itself.",
    ),
    "diff": (
        "比较两份政策。按奖励、档次、上限的编号说出哪里不同，不比文字；无不同时退出码为 0，有不同为 1。",
        "Compare two policies. What differs is told by awards, steps and caps, not by lines of text; exit code 0 where nothing does, else 1.",
    ),
    "award": (
        "按政策计算奖励：谁得多少，为什么，依据哪一条。缺数据时给出范围与问题，不当作零。",
        "Compute awards: who gets how much, why, and by which clause. A missing cell gives a range and a question, never zero.",
    ),
    "registry": (
        "把各单位的企业表并成面板：按信用代码或名称对上，划出规模与规上，列出称号的有效期；表里的错处逐条指出。",
        "Join an office's tables of firms into a panel: by credit code or name, with sizes, 规上 and honours. Every fault is told with its cell.",
    ),
    "track": (
        "目标与观测值对照：到期的是否完成，未到期的进度如何，还需每年增长多少。",
        "Hold targets against published figures: met, missed, on course, or without data.",
    ),
    "fund": ("政策基金的承诺：隐含的放大倍数与财政出资比例。", "What a policy fund promises: its implied leverage and public share."),
    "site": (
        "生成静态网站：每份文件、每项政策、每个分类各一页，用浏览器直接打开。",
        "Write a static site: a page per document, policy and category, to be opened in a browser.",
    ),
    "demo": (
        "用随附的示例走一遍全程：通知、事实、政策、奖励、目标、基金、网站。",
        "Go the whole way on the example that ships with the package: notice, facts, policy, awards, targets, fund, site.",
    ),
    # help: arguments and options
    "read.paths": ("文件或文件夹（含子文件夹）；- 是标准输入", "files or folders (with what is in them); - is standard input"),
    "read.out": ("把每份文件的事实写到 DIR/文件名.facts.jsonl", "write each document's facts to DIR/NAME.facts.jsonl"),
    "read.second": (
        "再问一个兼容 OpenAI 接口的读者（…/v1）：它提的事实，引文和数都对得上原文才留下，并一律待人确认；密钥取自 SUANCE_SECOND_KEY",
        "also ask an OpenAI-compatible endpoint (…/v1): its proposals count only where quote and figure are found, and wait for review; "
        "the key is SUANCE_SECOND_KEY",
    ),
    "read.model": ("第二读者的模型名", "the second reader's model"),
    "read.jobs": ("用几个进程一起读", "how many processes read side by side"),
    "fetch.addresses": ("网页的网址", "addresses of pages"),
    "fetch.feed": ("订阅源或网址列表：网址，或本地的文件", "a feed or a list of addresses: an address or a file"),
    "fetch.out": ("网页写到这个文件夹", "write the pages to this folder"),
    "workspace": ("工作区文件夹：记下文件、事实、政策与每次计算", "workspace folder: keeps documents, facts, policies and runs"),
    "draft.notice": ("要起草的文件：通知、意见、新闻", "the notice, opinion or article to draft from"),
    "draft.out": ("写到这个文件；不给就写到标准输出", "write to this file instead of standard output"),
    "draft.force": ("已有的文件也覆盖", "overwrite a file that is there"),
    "policy": ("政策文件的路径，或随附政策的编号（changzhou-2022）", "path of a policy file, or the id of a shipped policy (changzhou-2022)"),
    "check.source": ("原文：文件，或 来源编号=文件；可重复", "a source: its file, or ID=FILE; may be repeated"),
    "check.panel": (
        "面板文件夹：待定问题的另一种读法在其上各要多少钱",
        "panel folder: what each other reading of an open question would cost on it",
    ),
    "award.reform": (
        "改动文件：若按它改，谁多谁少，按条款、行业、规模、地区",
        "a reform file: who gains and loses by it, by clause, industry, size and place",
    ),
    "diff.before": ("原来的政策：文件，或随附政策的编号", "the policy as it was: a file, or the id of a shipped one"),
    "diff.after": ("新的政策", "the policy as it is now"),
    "award.panel": ("面板文件夹：firms、firm_years、events、projects … 的表", "panel folder: tables of firms, firm_years, events, projects …"),
    "award.year": ("只算这一年；可重复", "only this year; may be repeated"),
    "award.firm": ("只算这一个对象（企业、项目或集群的编号）", "only this subject (id of a firm, project or cluster)"),
    "award.explain": ("逐项说明：条件、各步金额、缺什么、差多少（与 --firm 同用）", "explain each condition, amount and missing fact (with --firm)"),
    "award.engine": ("执行方式，结果相同：duckdb 或 interpreter", "how to execute, with equal results: duckdb or interpreter"),
    "award.totals": ("只要合计：每条规则每档每年多少笔、多少钱", "only totals: for each rule, step and year how many lines and how much"),
    "award.out": (
        "写进这个 .parquet 或 .csv 文件；与 --explain 同用则写成 .html 网页",
        "write to this .parquet or .csv file; with --explain, a page (.html)",
    ),
    "totals_of_all": (
        "合计是全部对象的给付：--totals 不与 --firm、--all 同用",
        "totals are of all subjects: --totals goes without --firm and --all",
    ),
    "award.all": ("没有得到的也列出，并说明原因", "list refusals too, with their reasons"),
    "registry.paths": ("企业的表：CSV、Excel、Parquet 文件，或放着它们的文件夹", "tables of firms: CSV, Excel or Parquet files, or folders of them"),
    "registry.out": ("把面板写到这个文件夹，供 award --panel 用", "write the panel to this folder, for award --panel"),
    "registry.format": ("面板的文件：csv 或 parquet", "the panel's files: csv or parquet"),
    "registry.since": ("自这一年起各表完整；更早的按未知处理", "from this year on the tables know everything; before it is unknown"),
    "registry.anyway": ("有错也写：有疑的格留空，按未知处理", "write in spite of faults: what they touch is left unknown"),
    "track.observations": ("观测值文件，可重复；none 表示不用任何观测值", "file of observations, may be repeated; none for no observations at all"),
    "site.paths": ("要上网站的文件或文件夹", "files or folders to publish"),
    "site.policy": ("要上网站的政策：路径或编号；可重复", "a policy to publish: path or id; may be repeated"),
    "site.out": ("网站写到这个文件夹", "folder for the site"),
    "demo.out": ("结果写到这个文件夹", "folder for what the demo writes"),
    "json": ("每行一个 JSON 对象，供程序使用", "one JSON object a line, for programs"),
    "lang": ("语言；缺省看 SUANCE_LANG，再看系统语言", "language; else SUANCE_LANG, else the locale"),
    "as_of": ("以这一天为准（缺省今天）", "the day that everything is seen from (today by default)"),
    "quiet": ("不说进度", "no progress notes"),
    "debug": ("出错时给出调用栈", "show a traceback on errors"),
    "version": ("版本", "the version"),
    "install_completion": ("给当前的 shell 装上自动补全", "install completion for the current shell"),
    "show_completion": ("显示自动补全的脚本", "show the completion script"),
    "help": ("这份说明", "this help"),
    # help: its frame
    "usage": ("用法", "Usage"),
    "arguments": ("参数", "Arguments"),
    "options": ("选项", "Options"),
    "common_options": ("通用选项", "Common options"),
    "commands": ("命令", "Commands"),
    "examples": ("示例", "Examples"),
    # misuse
    "error": ("错误：", "error: "),
    "no_such_option": ("没有这个选项 {name}", "no such option: {name}"),
    "no_such_command": ("没有这个命令 {name}", "no such command: {name}"),
    "no_command": ("没有写命令", "no command given"),
    "missing": ("缺少 {name}", "missing {name}"),
    "bad_value": ("{name} 的值不对：{why}", "bad value for {name}: {why}"),
    "too_many": ("多出来的参数 {name}", "unexpected argument: {name}"),
    "no_value": ("选项 {name} 后面缺少值", "option {name} needs a value"),
    "did_you_mean": ("是不是 {names}？", "did you mean {names}?"),
    "see_help": ("{command} --help 看用法", "see {command} --help"),
    "not_a_day": ("“{value}” 不是日期，写成 2022-02-07", "'{value}' is no date; write 2022-02-07"),
    "not_one_of": ("“{value}” 不在其列，可用：{known}", "'{value}' is none of {known}"),
    "not_a_number": ("“{value}” 不是整数", "'{value}' is no whole number"),
    "explain_needs_firm": ("--explain 要与 --firm 同用", "--explain needs --firm"),
    "page_written": ("已写入 {path}", "written to {path}"),
    "page_ending": ("说明写成网页，文件名以 .html 结尾", "an explanation is written as a page: the name ends in .html"),
    "exists": ("文件已存在", "the file exists"),
    "use_force": ("要覆盖就加 --force", "--force overwrites it"),
    "nothing_to_publish": ("没有要上网站的内容", "nothing to publish"),
    "publish_hint": ("给出文件、--policy 或 --workspace", "give files, --policy or --workspace"),
    "no_files": ("没有可读的文件", "no file to read"),
    "interrupted": ("已中断", "interrupted"),
    "internal": ("程序自身出错：{what}（加 --debug 看详情）", "internal fault: {what} (--debug shows where)"),
    # progress
    "second": (
        "{name}：第二读者添 {added} 条待确认，{refused} 条不合原文，未取",
        "{name}: the second reader added {added} to review; {refused} refused",
    ),
    "nothing_to_fetch": ("没有给出网址", "no address is given"),
    "fetch_hint": ("给网址，或用 --feed 给订阅源", "give addresses, or a feed with --feed"),
    "fetched": (
        "新取 {new} 页，未变 {unchanged} 页，一小时内取过 {fresh} 页，取不到 {failed} 页",
        "{new} new, {unchanged} unchanged, {fresh} fetched within the hour, {failed} failed",
    ),
    "wrote_many": ("{documents} 份文件、{facts} 条事实写入 {path}", "{documents} documents, {facts} facts written to {path}"),
    "failed": ("{failed} 份读不出，共 {total} 份", "{failed} of {total} files could not be read"),
    "wrote": ("写好 {path}", "wrote {path}"),
    "kept_version": ("{name}：内容已变，记为第 {version} 版", "{name}: content changed, kept as version {version}"),
    "panel_note": ("{table}：{notes}", "{table}: {notes}"),
    "site_built": (
        "共 {pages} 页：文件 {documents} 份，事实 {facts} 条，政策 {policies} 项",
        "{pages} pages: {documents} documents, {facts} facts, {policies} policies",
    ),
    "observations_used": ("观测值 {count} 条（{source}）；截至 {as_of}", "{count} observations ({source}); as of {as_of}"),
    "shipped": ("随程序附带", "shipped"),
    # the steps of the demo
    "demo.read": ("读：从《{title}》读出 {facts} 条事实，每条都连着原文", "Read: {facts} facts from the notice, each tied to its words"),
    "demo.draft": (
        "起草与核对：奖励 {awards} 条、目标 {targets} 个、基金 {funds} 支，待定的问题 {questions} 个",
        "Draft and check: {awards} awards, {targets} targets, {funds} funds, {questions} open questions",
    ),
    "demo.award": ("计算：按《{title}》，面板里的每个对象得多少", "Compute: what the reviewed policy pays each subject of the panel"),
    "demo.explain": ("解释：一家企业，为什么", "Explain: one firm, and why"),
    "demo.track": ("目标：对照 {observations} 条公布的数，截至 {as_of}", "Targets: held against {observations} published figures, as of {as_of}"),
    "demo.fund": ("基金：承诺意味着什么", "Fund: what the promise implies"),
    "demo.site": ("网站：用浏览器打开", "Site: open it in a browser"),
    # the registry
    "registry_refused": (
        "有错，没有写 {path}；改正后再来，或加 --anyway，有疑的格按未知处理",
        "faults, so {path} was not written; mend them, or leave what they touch unknown with --anyway",
    ),
    "registry_total": (
        "企业 {firms} 家，企业年度 {firm_years} 行，认定 {events} 条",
        "{firms} firms, {firm_years} firm-years, {events} recognitions",
    ),
    "registry_day": ("截至 {day}", "as of {day}"),
    "registry_more": ("同类还有 {count} 处，--json 看全部", "{count} more of this kind; --json lists all"),
    "honour": ("称号", "honour"),
    "held.valid": ("有效", "valid"),
    "held.expired": ("已过期", "expired"),
    "held.open": ("不能断定", "open"),
    "table": ("表", "table"),
    "rows": ("行", "rows"),
    "join.code": ("按代码", "by code"),
    "join.number": ("按编号", "by number"),
    "join.name": ("按名称", "by name"),
    "join.former": ("按曾用名", "by former name"),
    "join.new": ("只有名称", "name only"),
    "join.unmatched": ("未对上", "unmatched"),
    "join.ambiguous": ("不明", "ambiguous"),
    # headings of tables
    "kind": ("类别", "kind"),
    "figure": ("数字", "figure"),
    "comparator": ("比较", "cmp"),
    "about": ("所指", "about"),
    "threshold": ("门槛", "threshold"),
    "period": ("时期", "period"),
    "quote": ("原文", "words"),
    "document": ("文件", "document"),
    "facts": ("事实", "facts"),
    "result": ("结果", "result"),
    "level": ("级别", "level"),
    "where": ("位置", "where"),
    "finding": ("发现", "finding"),
    "year": ("年度", "year"),
    "subject": ("对象", "subject"),
    "rule": ("规则", "rule"),
    "step": ("档", "step"),
    "amount": ("金额", "amount"),
    "status": ("状态", "status"),
    "reason": ("理由", "reason"),
    "payee": ("收款人", "payee"),
    "indicator": ("指标", "indicator"),
    "base": ("基数", "base"),
    "goal": ("目标", "goal"),
    "deadline": ("期限", "by"),
    "latest": ("最新", "latest"),
    "growth": ("年均需增", "needs a year"),
    "definition": ("口径", "counted as"),
    "share": ("政府占比", "public share"),
    "condition": ("要做到", "needs"),
    "peer": ("见于报道的基金", "fund reported"),
    "own": ("政府出资", "own money"),
    "drawn": ("带动", "drawn"),
    "times": ("倍", "times"),
    "published": ("来源", "source"),
    # kinds of facts, levels of findings, states of lines
    "statistic": ("统计", "statistic"),
    "target": ("目标", "target"),
    "limit": ("限额", "limit"),
    "instrument": ("文件", "instrument"),
    "roster": ("名录", "roster"),
    "task": ("任务", "task"),
    "relative": ("比较", "relative"),
    "statement": ("讲话", "statement"),
    "event": ("活动", "event"),
    "kind.award": ("奖励", "award"),
    "kind.fund": ("基金", "fund"),
    "warning": ("提醒", "warning"),
    "note": ("说明", "note"),
    "level.error": ("错误", "error"),
    "granted": ("给付", "granted"),
    "cut": ("封顶", "cut"),
    "displaced": ("被替代", "displaced"),
    "not_triggered": ("未触发", "not triggered"),
    "not_eligible": ("不符合", "not eligible"),
    "unknown": ("待补数据", "unknown"),
    "expired": ("已过期", "expired"),
    # sentences
    "up_to": ("最高 {amount}", "up to {amount}"),
    "range": ("{low} 至 {high}", "{low} to {high}"),
    "open_amount": ("未定", "open"),
    "no_facts": ("没有读出事实。", "No facts found."),
    "no_lines": ("没有要给付的，也没有待补的数据。--all 列出没有得到的及原因。", "Nothing to pay and nothing unknown. --all lists refusals."),
    "count": ("笔数", "lines"),
    "lines_of": ("{count} 笔", "{count} lines"),
    "saved": ("写好 {path}，{count} 笔", "wrote {path}, {count} lines"),
    "total": ("合计：{counts}；{amount}", "total: {counts}; {amount}"),
    "comma": ("，", ", "),
    "no_targets": ("政策里没有目标。", "The policy has no targets."),
    "no_funds": ("政策里没有基金。", "The policy has no funds."),
    "findings_count": ("错误 {error} 处，提醒 {warning} 处，说明 {note} 处", "{error} errors, {warning} warnings, {note} notes"),
    "reform_of_all": (
        "--reform 算的是全部对象的合计，不与 --firm、--all、--totals 同用",
        "--reform adds up every subject: it goes without --firm, --all and --totals",
    ),
    "no_end": ("不封顶", "no limit"),
    "effect.by": ("按", "by"),
    "effect.part": ("部分", "part"),
    "effect.before": ("原来", "before"),
    "effect.after": ("改后", "after"),
    "effect.more": ("差额", "difference"),
    "effect.gainers": ("增", "gain"),
    "effect.losers": ("减", "lose"),
    "effect.of.total": ("合计", "total"),
    "effect.of.rule": ("条款", "clause"),
    "effect.of.industry": ("行业", "industry"),
    "effect.of.size_class": ("规模", "size"),
    "effect.of.district_id": ("区县", "district"),
    "effect.of.region": ("地区", "region"),
    "no_changes": ("两份政策没有不同。", "The policies do not differ."),
    "changes.meaning": ("规定不同（{count} 处）", "What they say ({count})"),
    "changes.words": ("说明文字不同（{count} 处）", "Explaining words ({count})"),
    "changes.cite": ("引文与来源不同（{count} 处）", "Cites and sources ({count})"),
    "conditions": ("条件", "checks"),
    "stages": ("计算", "amounts"),
    "missing_facts": ("待补", "missing"),
    "notes": ("说明", "notes"),
    "cite": ("依据", "cite"),
    "gap": ("差", "gap"),
}

EXAMPLES: Mapping[str, tuple[str, str]] = {
    "suance": ("suance demo", "suance award changzhou-2022 --panel panel"),
    "fetch": ("suance fetch --feed https://www.example.gov.cn/feed.xml --out pages", "suance read pages --out facts"),
    "read": ("suance read notice.html", "suance read articles --out facts"),
    "draft": ("suance draft notice.md", "suance draft notice.md -o policy.yaml"),
    "check": ("suance check changzhou-2022", "suance check policy.yaml --source notice.md"),
    "diff": ("suance diff changzhou-2022 policy.yaml", "suance diff old.yaml new.yaml --json"),
    "award": ("suance award changzhou-2022 --panel panel --year 2022", "suance award policy.yaml --panel panel --firm F01 --explain"),
    "registry": ("suance registry 名录.xlsx 年报.xlsx", "suance registry tables --out panel --complete-since 2019"),
    "track": ("suance track changzhou-2022", "suance track changzhou-2022 --as-of 2024-12-31 --json"),
    "fund": ("suance fund changzhou-2022", "suance fund policy.yaml --json"),
    "site": ("suance site articles --out site", "suance site --workspace office --policy changzhou-2022 --out site"),
    "demo": ("suance demo", "suance demo --out demo --lang en"),
}
"""two ways to call each command"""


def message(key: str, lang: Lang, **fields: object) -> str:
    """The text of a key in a language, with its fields filled in; KeyError for a key that does not exist."""
    text = WORDS[key][0 if lang == "zh" else 1]
    return text.format(**fields) if fields else text


def language(arguments: list[str], environ: Mapping[str, str]) -> Lang:
    """The language to speak: `--lang` of the command line, else SUANCE_LANG, else the locale; Chinese for any zh."""
    asked = [after for word, after in pairwise(arguments) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    settings = (environ.get(name, "") for name in ("SUANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((value for value in (*asked, *settings) if value), "")
    return "zh" if chosen.lower().startswith("zh") else "en"
