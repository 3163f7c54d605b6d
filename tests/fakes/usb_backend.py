"""A USB bus for tests: a pyusb backend with printers on it, and faults."""

from __future__ import annotations

import errno
import select
import socket
import threading
import time
from array import array
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core
from fakes.printer import FakePrinter

OUT, IN = 0x03, 0x84
"""Endpoint addresses unlike those that programs tend to guess."""


@dataclass
class Plug:
    """One device on the bus; its printer interface is number 1."""

    printer: FakePrinter | None = None
    vendor: int = 0x04B8
    product: int = 0x0202
    serial: str = "A1"
    interface_class: int = 7
    both_ways: bool = True
    configured: int = 1
    kernel_driver: bool = True
    port_bits: int | None = 0x18
    short: int | None = None
    """The most bytes that one write takes."""
    stall_after: int | None = None
    unplug_after: int | None = None
    locked: bool = False
    """This user may not open it."""
    claimed: set[int] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    """What was done to the device beside reading and writing."""
    gone: bool = False
    written: int = 0
    line: socket.socket | None = None


class Bus(usb.backend.IBackend):  # type: ignore[misc]
    """What libusb would be."""

    def __init__(self, *plugs: Plug) -> None:
        super().__init__()
        self.plugs = list(plugs)
        self._one_at_a_time = threading.Lock()

    def enumerate_devices(self) -> Any:
        return iter([plug for plug in self.plugs if not plug.gone])

    def get_device_descriptor(self, dev: Plug) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=dev.vendor, idProduct=dev.product,
            bcdDevice=0x100, iManufacturer=1, iProduct=2, iSerialNumber=3, bNumConfigurations=1,
            address=5, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Plug, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=55, bNumInterfaces=2,
            bConfigurationValue=1, iConfiguration=0, bmAttributes=0xC0, bMaxPower=1,
            extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Plug, intf: int, alt: int, config: int) -> Any:
        if alt or intf > 1:
            raise IndexError
        kind = dev.interface_class if intf == 1 else 3
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=intf, bAlternateSetting=0,
            bNumEndpoints=1 + dev.both_ways if intf == 1 else 0, bInterfaceClass=kind,
            bInterfaceSubClass=1, bInterfaceProtocol=2 if dev.both_ways else 1, iInterface=0,
            extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Plug, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(OUT, IN)[ep], bmAttributes=2,
            wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: Plug) -> Plug:
        if dev.locked:
            raise usb.core.USBError("Access denied", -3, errno.EACCES)
        self._there(dev)
        dev.said.append("open")
        return dev

    def close_device(self, dev_handle: Plug) -> None:
        dev_handle.said.append("close")
        if dev_handle.line is not None:
            dev_handle.line.close()
            dev_handle.line = None

    def set_configuration(self, dev_handle: Plug, config_value: int) -> None:
        dev_handle.said.append("set_configuration")
        dev_handle.configured = config_value

    def get_configuration(self, dev_handle: Plug) -> int:
        self._there(dev_handle)
        return dev_handle.configured

    def set_interface_altsetting(self, dev_handle: Plug, intf: int, altsetting: int) -> None:
        dev_handle.said.append("altsetting")

    def claim_interface(self, dev_handle: Plug, intf: int) -> None:
        if dev_handle.kernel_driver or intf in dev_handle.claimed:
            raise usb.core.USBError("Resource busy", -6, errno.EBUSY)
        dev_handle.claimed.add(intf)
        if dev_handle.printer is not None:
            printer = dev_handle.printer
            dev_handle.line = socket.socket()
            dev_handle.line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            dev_handle.line.connect((printer.host, printer.port))
            dev_handle.line.setblocking(False)

    def release_interface(self, dev_handle: Plug, intf: int) -> None:
        dev_handle.claimed.discard(intf)

    def bulk_write(
        self, dev_handle: Plug, ep: int, intf: int, data: array[int], timeout: int
    ) -> int:
        assert (ep, intf) == (OUT, 1)
        assert timeout > 0
        assert len(data) <= 4096
        self._there(dev_handle)
        line = self._line(dev_handle)
        size = len(data)
        for limit in (dev_handle.short, dev_handle.stall_after, dev_handle.unplug_after):
            size = size if limit is None else min(size, limit)
        if not select.select([], [line], [], timeout / 1000)[1]:
            raise usb.core.USBTimeoutError("timed out", -7, errno.ETIMEDOUT)
        taken = line.send(bytes(data[:size])) if size else 0
        dev_handle.written += taken
        for name in ("stall_after", "unplug_after"):
            if (limit := getattr(dev_handle, name)) is not None:
                setattr(dev_handle, name, limit - taken)
        if dev_handle.unplug_after == 0:
            dev_handle.unplug_after, dev_handle.gone = None, True
            self._there(dev_handle)
        if dev_handle.stall_after == 0:
            raise usb.core.USBError("Pipe error", -9, errno.EPIPE)
        return taken

    def bulk_read(
        self, dev_handle: Plug, ep: int, intf: int, buff: array[int], timeout: int
    ) -> int:
        assert (ep, intf) == (IN, 1)
        assert timeout > 0
        self._there(dev_handle)
        line = self._line(dev_handle)
        if not select.select([line], [], [], timeout / 1000)[0]:
            raise usb.core.USBTimeoutError("timed out", -7, errno.ETIMEDOUT)
        data = line.recv(len(buff))
        if not data:
            time.sleep(timeout / 1000)
            raise usb.core.USBTimeoutError("timed out", -7, errno.ETIMEDOUT)
        buff[: len(data)] = array("B", data)
        return len(data)

    def ctrl_transfer(
        self,
        dev_handle: Plug,
        bm_request_type: int,
        b_request: int,
        w_value: int,
        w_index: int,
        data: array[int],
        timeout: int,
    ) -> int:
        self._there(dev_handle)
        answer = b""
        if (bm_request_type, b_request) == (0x80, 6) and w_value >> 8 == 3:
            answer = self._text(dev_handle, w_value & 0xFF)
        elif (bm_request_type, b_request, w_index) == (0xA1, 1, 1):
            if dev_handle.port_bits is None:
                raise usb.core.USBError("Pipe error", -9, errno.EPIPE)
            answer = bytes([dev_handle.port_bits])
        answer = answer[: len(data)]
        data[: len(answer)] = array("B", answer)
        return len(answer)

    def clear_halt(self, dev_handle: Plug, ep: int) -> None:
        dev_handle.said.append("clear_halt")
        dev_handle.stall_after = None

    def reset_device(self, dev_handle: Plug) -> None:
        dev_handle.said.append("reset")

    def is_kernel_driver_active(self, dev_handle: Plug, intf: int) -> bool:
        return dev_handle.kernel_driver

    def detach_kernel_driver(self, dev_handle: Plug, intf: int) -> None:
        dev_handle.kernel_driver = False
        dev_handle.said.append("detach")

    def attach_kernel_driver(self, dev_handle: Plug, intf: int) -> None:
        assert not dev_handle.claimed
        self._there(dev_handle)
        dev_handle.kernel_driver = True
        dev_handle.said.append("attach")

    def _there(self, plug: Plug) -> None:
        if plug.gone:
            raise usb.core.USBError("No such device", -4, errno.ENODEV)

    def _line(self, plug: Plug) -> socket.socket:
        assert plug.line is not None
        assert 1 in plug.claimed
        return plug.line

    @staticmethod
    def _text(plug: Plug, index: int) -> bytes:
        if index == 0:
            return b"\x04\x03\x09\x04"
        text = ("EPSON\x1b[2J", "TM-T20III", plug.serial)[index - 1].encode("utf-16-le")
        return bytes([len(text) + 2, 3]) + text
