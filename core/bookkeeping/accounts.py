"""The chart of accounts: what each part of the journal is called, by country and as configured.

The numbers of Việt Nam are those of Circular 99/2025/TT-BTC, in force from 1 January 2026
(https://vanban.chinhphu.vn). Indonesia prescribes none: these are in the order that is usual there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account is for; each can be mapped to a number of the shop's own chart."""

    CASH = "cash"
    BANK = "bank"
    CARD = "card"
    WALLET = "wallet"
    QR = "qr"
    CHANNEL = "channel"
    """Money that marketplaces and web shops hold."""
    COD = "cod"
    """Money that couriers collected and owe."""
    OTHER_MONEY = "other_money"
    """Money that came or went in no way that is known, and what an exchange moves over."""
    RECEIVABLE = "receivable"
    ADVANCE = "advance"
    """Paid before anything was sold, or not yet said what for."""
    INVENTORY = "inventory"
    INPUT_TAX = "input_tax"
    PAYABLE = "payable"
    COURIER_PAYABLE = "courier_payable"
    PLATFORM_PAYABLE = "platform_payable"
    OUTPUT_TAX = "output_tax"
    OPENING = "opening"
    """Where stock came from that was there before the books began."""
    SALES = "sales"
    SHIPPING_INCOME = "shipping_income"
    SALES_RETURNS = "sales_returns"
    COST_OF_GOODS = "cost_of_goods"
    STOCK_DIFFERENCE = "stock_difference"
    DELIVERY = "delivery"
    GATEWAY_FEES = "gateway_fees"
    CHANNEL_FEES = "channel_fees"
    """What marketplaces keep of what they pay out."""
    CHANNEL_PAYOUT = "channel_payout"
    """Where marketplaces pay out to: the bank, or a balance that they keep for the shop."""
    TAX_WITHHELD = "tax_withheld"
    """Taken off payouts for the state."""
    ADVERTISING = "advertising"
    WRITE_OFF = "write_off"
    """Small rests that nobody pays."""
    COURIER_LOSS = "courier_loss"
    """Collected money that a courier will not pay."""


@dataclass(frozen=True, slots=True)
class Account:
    """A number of the chart and what it is called."""

    number: str
    name: str


VIETNAM: dict[Role, Account] = {
    Role.CASH: Account("111", "Tiền mặt"),
    Role.BANK: Account("112", "Tiền gửi không kỳ hạn"),
    Role.CARD: Account("113", "Tiền đang chuyển"),
    Role.WALLET: Account("113", "Tiền đang chuyển"),
    Role.QR: Account("112", "Tiền gửi không kỳ hạn"),
    Role.CHANNEL: Account("1388", "Phải thu khác: sàn thương mại điện tử"),
    Role.COD: Account("1388", "Phải thu khác: tiền thu hộ"),
    Role.OTHER_MONEY: Account("1388", "Phải thu khác"),
    Role.RECEIVABLE: Account("131", "Phải thu của khách hàng"),
    Role.ADVANCE: Account("131", "Phải thu của khách hàng"),
    Role.INVENTORY: Account("156", "Hàng hóa"),
    Role.INPUT_TAX: Account("1331", "Thuế GTGT được khấu trừ"),
    Role.PAYABLE: Account("331", "Phải trả cho người bán"),
    Role.COURIER_PAYABLE: Account("331", "Phải trả cho người bán"),
    Role.PLATFORM_PAYABLE: Account("331", "Phải trả cho người bán"),
    Role.OUTPUT_TAX: Account("33311", "Thuế GTGT đầu ra"),
    Role.OPENING: Account("411", "Vốn đầu tư của chủ sở hữu"),
    Role.SALES: Account("5111", "Doanh thu bán hàng hóa"),
    Role.SHIPPING_INCOME: Account("5113", "Doanh thu cung cấp dịch vụ"),
    Role.SALES_RETURNS: Account("521", "Các khoản giảm trừ doanh thu"),
    Role.COST_OF_GOODS: Account("632", "Giá vốn hàng bán"),
    Role.STOCK_DIFFERENCE: Account("632", "Giá vốn hàng bán"),
    Role.DELIVERY: Account("641", "Chi phí bán hàng"),
    Role.GATEWAY_FEES: Account("641", "Chi phí bán hàng"),
    Role.CHANNEL_FEES: Account("641", "Chi phí bán hàng"),
    Role.CHANNEL_PAYOUT: Account("112", "Tiền gửi không kỳ hạn"),
    Role.TAX_WITHHELD: Account("3338", "Các loại thuế khác"),
    Role.ADVERTISING: Account("641", "Chi phí bán hàng"),
    Role.WRITE_OFF: Account("811", "Chi phí khác"),
    Role.COURIER_LOSS: Account("811", "Chi phí khác"),
}
INDONESIA: dict[Role, Account] = {
    Role.CASH: Account("1-1100", "Kas"),
    Role.BANK: Account("1-1200", "Bank"),
    Role.CARD: Account("1-1310", "Piutang kartu"),
    Role.WALLET: Account("1-1320", "Dompet digital"),
    Role.QR: Account("1-1330", "Piutang QRIS"),
    Role.CHANNEL: Account("1-1340", "Saldo marketplace"),
    Role.COD: Account("1-1350", "Piutang COD kurir"),
    Role.OTHER_MONEY: Account("1-1390", "Ayat silang"),
    Role.RECEIVABLE: Account("1-1400", "Piutang usaha"),
    Role.ADVANCE: Account("2-1300", "Uang muka pelanggan"),
    Role.INVENTORY: Account("1-1500", "Persediaan barang"),
    Role.INPUT_TAX: Account("1-1600", "PPN masukan"),
    Role.PAYABLE: Account("2-1100", "Utang usaha"),
    Role.COURIER_PAYABLE: Account("2-1110", "Utang kurir"),
    Role.PLATFORM_PAYABLE: Account("2-1120", "Utang iklan dan platform"),
    Role.OUTPUT_TAX: Account("2-1200", "PPN keluaran"),
    Role.OPENING: Account("3-1900", "Saldo awal"),
    Role.SALES: Account("4-1100", "Penjualan"),
    Role.SHIPPING_INCOME: Account("4-1200", "Pendapatan ongkos kirim"),
    Role.SALES_RETURNS: Account("4-1300", "Retur dan potongan penjualan"),
    Role.COST_OF_GOODS: Account("5-1100", "Harga pokok penjualan"),
    Role.STOCK_DIFFERENCE: Account("5-1200", "Selisih persediaan"),
    Role.DELIVERY: Account("6-1100", "Beban pengiriman"),
    Role.GATEWAY_FEES: Account("6-1150", "Beban gerbang pembayaran"),
    Role.CHANNEL_FEES: Account("6-1160", "Beban marketplace"),
    Role.CHANNEL_PAYOUT: Account("1-1200", "Bank"),
    Role.TAX_WITHHELD: Account("1-1610", "Pajak dibayar di muka"),
    Role.ADVERTISING: Account("6-1200", "Beban iklan"),
    Role.WRITE_OFF: Account("6-1900", "Selisih pembayaran"),
    Role.COURIER_LOSS: Account("6-1910", "Kerugian kurir"),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """Which account each role has."""

    accounts: Mapping[Role, Account]

    def __getitem__(self, role: Role) -> Account:
        return self.accounts[role]


def chart_of(country: str, said: Mapping[str, str]) -> Chart:
    """The chart of a country with what the configuration says instead, such as ``1121 BCA``.

    What stands behind the number is its name; without one the usual name stays.
    """
    usual = VIETNAM if country == "VN" else INDONESIA
    found = dict(usual)
    for role in Role:
        number, _space, name = said.get(role.value, "").strip().partition(" ")
        if number:
            found[role] = Account(number, name.strip() or usual[role].name)
    return Chart(found)
