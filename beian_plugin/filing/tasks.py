"""What staff are asked to look at (任务): news from the authority, and what only a person can settle."""

from __future__ import annotations

from beian_plugin.filing.words import Word


class TaskKind(Word):
    """Where a task comes from, which is also what it asks for."""

    #: `WBAWZLB`: an unfiled site on our addresses; answered with `WBACLJG`.
    UNFILED_SITE = ("unfiled_site", "未备案网站", "unfiled site on our addresses")
    #: `FFJRHMD`: a blacklisted site on our addresses.
    BLACKLISTED_SITE = ("blacklisted_site", "黑名单网站接入", "blacklisted site on our addresses")
    #: `HSRW`: data to verify; answered with `HSJG`.
    VERIFICATION = ("verification", "核实任务", "data to verify")
    #: `HCJG/Zthc`: the subject's data are wrong.
    WRONG_SUBJECT = ("wrong_subject", "主体信息核查有误", "subject data found wrong")
    #: `HCJG/Jrhc`: an access is reported that is none, or is none that is reported.
    ACCESS_MISMATCH = ("access_mismatch", "接入信息核查有误", "access data found wrong")
    #: `HCJG/Kkwzhc`: a site without access.
    SHELL_SITE = ("shell_site", "空壳网站核查", "shell site found")
    #: `HCJG/Wzch`: a site that does not answer.
    DEAD_SITE = ("dead_site", "网站无法访问", "site found dead")
    #: `XGTZ`: something has to be put right.
    NOTICE = ("notice", "整改通知", "notice from the authority")
    #: A result names a filing that we cannot find, or not one alone.
    UNKNOWN_RESULT = ("unknown_result", "无法对应的结果", "result that fits no filing")
    #: A downloaded file cannot be read.
    UNREADABLE_FILE = ("unreadable_file", "无法读取的下载文件", "downloaded file that cannot be read")
    #: A name holds a character that GBK cannot write; the spelling has to be agreed with the authority.
    SPELLING = ("spelling", "生僻字写法", "character that the interface cannot carry")
    #: A code that only a technician can settle.
    TECHNICAL = ("technical", "技术问题", "technical trouble with the interface")
