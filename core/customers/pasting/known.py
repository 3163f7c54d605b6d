"""Names of provinces and large cities, as people write them: they tell what a word is.

Provinces of Indonesia as of 2022 (38), of Viet Nam before and after the mergers of 1 July 2025:
buyers go on writing the old ones.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split(";"))


PROVINCES: dict[str, frozenset[str]] = {
    "ID": _names(
        "aceh;sumatera utara;sumut;sumatera barat;sumbar;riau;kepulauan riau;kepri;jambi;bengkulu;"
        "sumatera selatan;sumsel;bangka belitung;kepulauan bangka belitung;babel;lampung;banten;"
        "dki jakarta;dki;jawa barat;jabar;jawa tengah;jateng;di yogyakarta;d.i. yogyakarta;diy;"
        "daerah istimewa yogyakarta;jawa timur;jatim;bali;nusa tenggara barat;ntb;"
        "nusa tenggara timur;ntt;kalimantan barat;kalbar;kalimantan tengah;kalteng;"
        "kalimantan selatan;kalsel;kalimantan timur;kaltim;kalimantan utara;kaltara;"
        "sulawesi utara;sulut;gorontalo;sulawesi tengah;sulteng;sulawesi barat;sulbar;"
        "sulawesi selatan;sulsel;sulawesi tenggara;sultra;maluku;maluku utara;malut;papua;"
        "papua barat;papua selatan;papua tengah;papua pegunungan;papua barat daya"
    ),
    "VN": _names(
        "an giang;ba ria - vung tau;ba ria vung tau;brvt;bac giang;bac kan;bac lieu;bac ninh;"
        "ben tre;binh dinh;binh duong;binh phuoc;binh thuan;ca mau;cao bang;dak lak;daklak;"
        "dak nong;dien bien;dong nai;dong thap;gia lai;ha giang;ha nam;ha tinh;hai duong;"
        "hau giang;hoa binh;hung yen;khanh hoa;kien giang;kon tum;lai chau;lam dong;lang son;"
        "lao cai;long an;nam dinh;nghe an;ninh binh;ninh thuan;phu tho;phu yen;quang binh;"
        "quang nam;quang ngai;quang ninh;quang tri;soc trang;son la;tay ninh;thai binh;"
        "thai nguyen;thanh hoa;thua thien hue;tien giang;tra vinh;tuyen quang;vinh long;"
        "vinh phuc;yen bai"
    ),
}

CITIES: dict[str, frozenset[str]] = {
    "ID": _names(
        "jakarta;jakarta selatan;jakarta barat;jakarta timur;jakarta utara;jakarta pusat;jaksel;"
        "jakbar;jaktim;jakut;jakpus;bogor;depok;tangerang;tangerang selatan;tangsel;bekasi;"
        "bandung;bdg;bandung barat;cimahi;cirebon;sukabumi;tasikmalaya;karawang;garut;serang;"
        "cilegon;semarang;surakarta;solo;salatiga;magelang;pekalongan;tegal;purwokerto;kudus;"
        "yogyakarta;jogja;jogjakarta;sleman;bantul;klaten;surabaya;sby;sidoarjo;gresik;malang;"
        "batu;kediri;madiun;mojokerto;pasuruan;probolinggo;blitar;jember;banyuwangi;denpasar;"
        "badung;gianyar;mataram;kupang;medan;binjai;pematangsiantar;deli serdang;padang;"
        "bukittinggi;pekanbaru;dumai;batam;tanjungpinang;jambi;palembang;bengkulu;"
        "bandar lampung;metro;pangkalpinang;banda aceh;lhokseumawe;pontianak;singkawang;"
        "palangka raya;palangkaraya;banjarmasin;banjarbaru;samarinda;balikpapan;bontang;tarakan;"
        "manado;bitung;gorontalo;palu;makassar;parepare;kendari;mamuju;ambon;ternate;jayapura;"
        "sorong;manokwari"
    ),
    "VN": _names(
        "ho chi minh;hcm;tphcm;tp hcm;tp.hcm;sai gon;sg;hcmc;ha noi;hanoi;hn;da nang;hai phong;"
        "can tho;hue;bien hoa;thu duc;thu dau mot;di an;thuan an;nha trang;da lat;vung tau;"
        "buon ma thuot;quy nhon;vinh;ha long;viet tri;my tho;long xuyen;rach gia;phan thiet;"
        "pleiku;dong hoi;dong ha;tam ky;hoi an;tuy hoa;phan rang;tan an;cao lanh;sa dec;"
        "vi thanh;dien bien phu;phu ly;vinh yen;mong cai;cam pha;uong bi;cam ranh;bao loc;"
        "phu quoc;chau doc"
    ),
}
"""Folded. A name that is a city as well as a province stands in both, or in the likelier one."""
