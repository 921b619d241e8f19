"""Words that can begin the predicate of a task, and what counts as a public body as its subject.

The verbs are those with which plans give tasks; a bare verb counts only after a body (县财政局统筹安排…), since after a
common noun it may be part of a name (政府采购, 部门协同). Source: eval/GUIDELINES, section 2."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus import regions
from pipeline.tag.names import DESIGNATED, LEVELS, has_organ

DUTY = r"要(?![求素件点领])|应当?(?![急用对变])|必须|(?<!无)须(?!知)|负有|承担|务必|是[^，。；]{0,10}主体|需要?(?=[按做加在及将根依对把])"
ROLE_VERB = r"(?:具体|统一|共同|分别|统筹|主要|全面|牵头|组织)?负责(?![人的])|牵头(?![单部])|会同|联合(?=[\u4e00-\u9fff]{2,40}(?:开展|对|制定|印发|组织|推进|实施))|为主(?![体要])|轮流牵头|负总责|归口"
ADVERB = (
    r"(?:按照?|根据|依据?|依法|依规|依申请|依托|结合|参照|围绕|对照|针对|立足|对(?!象|外|口|应|接)[^，。；]{2,40}(?=负|予|给|进行|开展|加强|要)|在[^，。；]{2,24}?(?:上|中|内|前|时|后|基础上|领导下|指导下|范围内)|"
    r"向[^，。；]{2,20}?(?=报|提|公|反)|每[年月季周]|至少|分别|定期|不定期|适时|及时|率先|优先|积极|切实|进一步|认真|深入|主动|充分|严格|密切|加快|抓紧|扎实|持续|逐级|分级|上下|三级|逐步|统一|共同|具体|因地制宜|全面|着力|大力|提前|尽快|同步|首先|均|也|都)")
BARE_VERB = (
    r"统筹(?!性)|组织(?!机构|领导)|制定|出台|研究(?![所院中])|编制(?!办|人员)|建立|完善|健全|落实|推进|推动|开展|实施(?!方案|细则)|加强|加大|强化|做好|抓好|指导(?!意见)|督促|监督(?!管理|局|机)|检查|安排|"
    r"协调(?!机制|小组)|提供|公布|发布|印发|转发|报送|上报|审核|审批|办理|受理|确定|认定|核定|汇总|设置|设立|成立(?!以来)|发挥|给予|予以|履行|收集|提出|形成|完成|细化|分解|采取|明确|举办|创建|"
    r"配备|配齐|查处|依法|执行|对接|承接|列支|保障(?!局|厅|部|中心)|支持(?!政策)|安装|巡查|评估(?!中心)|考核(?!办)|调度(?!中心)|通报|宣传(?!部)|培训(?!中心)|签订|填写|申报|参加|优化|提升|引导(?!基金)|鼓励|把|将")
BY = r"(?P<by>统一|共同|分别|另行|予以|给予|制定|批准|审核|审批|发布|公布|责令|处|实行|实施|组织|承担|管理|监督|监管|研究|结合|按|根据|依|联动|联合|推送|转发|给|做好|办理|受理|核|认定|确定|提供|提出|编制|出具|拨付|安排|保障|解释|协调|指导|督促|推荐|命名|授|定期|每年|自行|会商|签|对|向|进行|开展|落实|分解|评估|收|退|统筹|查处|依法|调整|报|列入|补|奖|支付)"
DENIED = re.compile(r"^(?:不得|禁止|严禁|不准|不再|不应|可(?!持续|再生|靠)|可以|能够?|有权|无权|未|没有)")
PAST = re.compile(
    r"^(?:已|先后|相继|陆续|曾)|^[^，。；]{2,6}了(?!解|望)|^(?:联合)?(?:印发|发布|出台|公布|转发|制定|颁布|编制)(?:了|实施|出台)?(?=《|$)|"
    r"^[^，。；]{0,40}(?:进行|开展|取得|实现|完成|建成|形成|组织|探索|走出)了")
"""What has been done is no task."""
ATTRIBUTE = re.compile(r"[\u4e00-\u9fff]{2,6}的(?=[\u4e00-\u9fff])")

REGULATED = re.compile(
    r"(?:建设|施工|设计|监理|用能|排污|用人|生产|经营|重点|申报|申请|供货|使用|排放|产权|投标|招标|培训|从业|服务|物业|检测|认证|核查|咨询|评价|金融|中介|社会|第三方|研究|新闻|媒体|医疗|养老|托育|家政|"
    r"养护|运营|责任(?=主体)|参建|项目|承建|托管|交易|排查|鉴定|检验|监测|技术|代理|投资|创投|劳务|人力资源服务|公证|估价|经纪|销售|商业|入驻|入园|申领|用水|用电|供水|供电|供气|供热)(?:[^、]{0,6})?(?:单位|机构|企业|组织|主体)$|企业$|商业银行$|银行机构$|经营者$|个人$|项目$|业主$|消费者$|家庭$")
COLLECTIVE = re.compile(
    r"^(?:[全本我]?[省市县区州]|自治区|国务院|国家|地方|各)?[^，。；：的]{0,24}?(?:各|每个|有关|相关|县级以上|地方|市级|省级|区级|县级|城市|属地|所在地|基层|成员|职能|主管|行业|牵头|责任|其他|两省|两地)[^，。；：的]{0,26}?"
    r"(?:人民政府|政府|部门|单位|地方|地区?|市州|州市|区县|县区|市区|市|县|区|州|盟|旗|镇街|镇|乡|街道|机关|机构|乡镇|党委|党组|级|财政|省|自治区|高校|园区|开发区|社区|村|牧区|中心|窗口)(?:[（(〔\[〈][^）)〕\]〉]*[）)〕\]〉])?(?:区)?$")
ORGAN = re.compile(
    r"(?:(?<![全内外局])部|委|局|厅|办|署|政府|部门|委员会|办公室|领导小组|指挥部|法院|检察院|人行|机关|机关事业单位|公共机构|事业单位|联席会议|专班|小组|工作组|(?:管理|政府|执法|办事|派出|监管|主管|公共[^，。]{0,6}服务)机构|大队|支队|总队|督查室|"
    r"工商联|妇联|团委|共青团|总工会|工会|残联|科协|文联|侨联|红十字会|供销社|党校|高校|教委|经委|财政|交警|海关|银行|公司|中心|[股科处]室?|管委会|服务站|院|乡镇|镇街|街道|村委会|居委会|[省市县区州]|镇|街办|办事处)$")
WEAK = re.compile(r"(?:中心|公司|银行|院|[股科处]室?|高校|街道|[省市县区州]|镇|财政)$")


ZONES = re.compile(r"^(?:各|有关|相关|两|每个|重点|其他|[省市县州]).*(?<!专)区$|(?:开发|高新|经开|新|示范|管理|合作|试验|园|保税|港)区$")
"""What ends in 区 and can be told to act; a zone of nature (干旱地区) cannot."""
NO_BODY = re.compile(
    r"^(?:[本我](?:[省市县区州盟旗]|自治区)|(?!试点|示范)[^各]{0,4}城市|[农牧林矿半]+区|[^各]{0,3}片区|社区|地区|办公室|委员会|中心|街道|单位|地方|各类|机关|领导|其他|其它|有关|相关|省|市|县|区|州|全[省市区县州]|"
    rf"(?:{BARE_VERB}|部署|上报|按程序|涉及|更|合理|形成|坚持|联合|协助|纳入|并|可|具体|做好|与|及|或|新|对|为|以|以及|确保|力争|实现|利用|使用)(?!部|局|厅|委|办|处)[\u4e00-\u9fff].*)$")
"""What has a body's ending but is none, or begins like a predicate."""
ANCHOR = re.compile(r"^(?:[省市县区州盟旗镇乡]|自治|各|全|国家|国务院|中央|中共|中国|地方|有关|相关|两|每个|城市|属地|[\u4e00-\u9fff]{2,8}?(?:[省市县区州盟旗]|自治区|自治州|自治县))")
BROKEN = re.compile(
    r"办(?=公|理|法|学|事|案)|局(?=面|部|限)|部(?=分|署|门|位|队|件|长)|会(?=议|商|员|展|计)|处(?=理|罚|置|于|方)|院(?=校|长)|社(?=会|区|保)|科(?=技|学|研|普)|委(?=托|员|派)|中心(?=城|镇|村|区)|"
    r"政府(?=采购|投资|引导|购买|补贴|资金|性|债|主导|网站|信息|服务|工作)|部门(?=间|协同|联动|协作)|公司(?=法)|银行(?=业|卡|贷)|单位(?=面积|产品|GDP|能耗|产值|负责人|内部)|[省市县区](?=级|域|场|政|民|直|内|外|际|长|属|委|情)|机关(?=事务)|厅(?=级)|所(?=有|在|需|属)")
"""An ending that the next character carries on into another word (办公, 部署, 政府采购)."""


def _plain(surface: str) -> str:
    return re.sub(r"[（(〔〈\[][^）)〕〉\]]*[）)〕〉\]]$", "", surface)


@lru_cache(maxsize=1 << 14)
def is_public(surface: str) -> bool:
    """Whether a subject is a public body or a collective of such, not a party that the sentence regulates."""
    plain = _plain(surface)
    if DESIGNATED.search(plain):
        return True
    if plain.endswith("区") and not (LEVELS.match(surface) or ZONES.search(plain) or regions.opens(plain, 0)):
        return False
    if REGULATED.search(plain) or len(surface) < 2 or NO_BODY.match(plain) or len(plain) > 13 and not ANCHOR.match(plain) and not regions.resolve(plain[:6]):
        return False
    if COLLECTIVE.search(surface) or COLLECTIVE.search(plain) or LEVELS.match(surface) and len(surface) > 2:
        return True
    return bool(ORGAN.search(plain)) and not plain.endswith(("全部", "内部", "干部", "社会", "大会", "机会", "原则", "基础设施")) or plain in ("财政", "体育", "教育", "住建", "人社", "科技", "商务")


@lru_cache(maxsize=1 << 14)
def is_body(surface: str) -> bool:
    """Whether a subject is so surely a body that a bare verb after it is its predicate (县财政局统筹…, 各区组织…); a name
    that may as well be part of a longer noun (政府, 中心, 街道) is not."""
    plain = _plain(surface)
    if not is_public(surface) or plain in ("政府", "部门", "人民政府", "机关", "办公室", "委员会", "财政", "各类", "单位", "地方"):
        return False
    if COLLECTIVE.search(surface) or COLLECTIVE.search(plain) or LEVELS.match(surface) and len(plain) > 1:
        return True
    return has_organ(plain) and not WEAK.search(plain) or bool(re.search(r"^(?:[省市县区州]|自治区|各级).{0,3}财政$|机关事业单位$|公共机构$|联席会议$|专班$|领导小组$", plain))
