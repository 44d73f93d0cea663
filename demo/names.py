"""Names and numbers that look right and belong to nobody."""

SURNAMES = """
王 李 张 刘 陈 杨 黄 赵 周 吴 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁
谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程
魏 苏 吕 丁 任 卢
"""
GIVEN = """
伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平
刚 桂英 文博 雨桐 子涵 建国 建华 志强 海燕 晓东 晓明 丽华 国强 玉梅
春梅 俊杰 思远 佳怡 欣然 浩然 宇轩 婷婷 慧敏 立新 红梅 金凤 永康
长青 学文 德胜
"""
TRADES = """
百味餐饮 鲜果便利 悦己美容 博文书店 康泰大药房 味鲜斋酒楼 小太阳托育
速达快印 雅居家纺 华彩数码 清源茶业 乐动健身 启明教育咨询 恒通物流
汇智软件 中盛会计服务 正阳律师咨询 远航国际旅行社 新视野广告 瑞丰投资咨询
天诚保险代理 创想建筑设计 云帆信息技术 宏达贸易 安信人力资源 卓越企业管理
佳禾食品 蓝海电子商务 众合医疗器械 盛世文化传播
"""
CITIES = ("杭州", "宁波", "绍兴")


class Namer:
    """Hands out names of people and firms, each once, from a fixed seed."""

    def __init__(self, random):
        self._random = random
        self._taken = set()
        self._telephone = 0
        self._firms = [city + trade for city in CITIES for trade in TRADES.split()]
        random.shuffle(self._firms)

    def person(self):
        """A Chinese name that nobody in the firm has yet."""
        while True:
            name = self._random.choice(SURNAMES.split()) + self._random.choice(GIVEN.split())
            if name not in self._taken:
                self._taken.add(name)
                return name

    def firm(self):
        """The full name of a company that rents a shop or an office."""
        return f"{self._firms.pop()}有限公司"

    def telephone(self):
        """A mobile number with valid digits in a block that is all zeros: nobody's."""
        self._telephone += 1
        return f"+86139000{self._telephone:05d}"
