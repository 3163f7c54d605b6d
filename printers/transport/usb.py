"""Printers on USB without a driver, through pyusb and the system's libusb."""

from __future__ import annotations

import contextlib
import errno
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import usb.core
import usb.util

from printers.transport.base import Reason
from printers.transport.limits import Limits
from printers.transport.pipe import Broken, Pipe, Unusable
from printers.transport.replies import Health, port_health
from printers.transport.speech import Speech
from printers.transport.talk import Talk

PRINTER_CLASS = 7
_BIDIRECTIONAL = (2, 3)  # interface protocols; 1 has no way back (USB printer class 1.1, 4.3)
_BULK = 2
_GET_PORT_STATUS = (0xA1, 1)
_GLANCE_MS = 1
_REFUSED = {
    errno.EACCES: Reason.NOT_PERMITTED,
    errno.EPERM: Reason.NOT_PERMITTED,
    errno.EBUSY: Reason.IN_USE,
    errno.ENOENT: Reason.PATH_MISSING,
    errno.ENODEV: Reason.PATH_MISSING,
}


@dataclass(frozen=True, slots=True)
class UsbName:
    """Which device: vendor and product, and its serial number where more than one is there."""

    vendor: int
    product: int
    serial: str = ""

    @classmethod
    def parse(cls, text: str) -> UsbName:
        """From ``vvvv:pppp`` or ``vvvv:pppp/SERIAL``, both numbers in hexadecimal."""
        numbers, _, serial = text.partition("/")
        vendor, _, product = numbers.partition(":")
        return cls(int(vendor, 16), int(product, 16), serial)


class Usb(Talk):
    """A printer on USB; claimed for one job or look, then given back."""

    def __init__(
        self,
        name: UsbName,
        *,
        answers: bool = True,
        limits: Limits | None = None,
        speech: Speech | None = None,
        backend: Any = None,
    ) -> None:
        """`backend` is a pyusb backend; left out, the system's libusb."""
        super().__init__(
            lambda: _open(name, backend), answers=answers, limits=limits, speech=speech
        )


def printer_interface(device: Any) -> Any:
    """The interface of a device that is a printer, a bidirectional one first; None without one.

    Raises usb.core.USBError, also where the device has no configuration chosen yet.
    """
    found = list(
        usb.util.find_descriptor(
            device.get_active_configuration(),
            find_all=True,
            bInterfaceClass=PRINTER_CLASS,
        )
    )
    both_ways = [one for one in found if one.bInterfaceProtocol in _BIDIRECTIONAL]
    usable = [one for one in both_ways + found if _endpoint(one, usb.util.ENDPOINT_OUT)]
    return usable[0] if usable else None


def devices(backend: Any = None, **wanted: int) -> list[Any]:
    """USB devices with these descriptor fields. Raises Unusable without libusb."""
    try:
        return list(usb.core.find(find_all=True, backend=backend, **wanted))
    except usb.core.NoBackendError as error:
        raise Unusable(Reason.NO_LIBUSB) from error
    except usb.core.USBError as error:
        raise Unusable(_reason_of(error)) from error


def _open(name: UsbName, backend: Any) -> Pipe:
    device = _choose(devices(backend, idVendor=name.vendor, idProduct=name.product), name.serial)
    try:
        try:
            interface = printer_interface(device)
        except usb.core.USBError as error:
            if _reason_of(error) is not Reason.PATH_UNUSABLE:
                raise
            # Nobody has chosen a configuration. Where one is chosen it is left: choosing it
            # again resets the device, and some printers print rubbish after that.
            device.set_configuration()
            interface = printer_interface(device)
        if interface is None:
            usb.util.dispose_resources(device)
            raise Unusable(Reason.PATH_UNUSABLE)
        return UsbPipe(device, interface)
    except usb.core.USBError as error:
        usb.util.dispose_resources(device)
        raise Unusable(_reason_of(error)) from error


def _choose(found: list[Any], serial: str) -> Any:
    if serial:
        found = [device for device in found if _serial_of(device) == serial]
    if not found:
        raise Unusable(Reason.PATH_MISSING)
    if len(found) > 1:
        raise Unusable(Reason.SEVERAL_DEVICES)
    return found[0]


def _serial_of(device: Any) -> str:
    try:
        return str(device.serial_number or "")
    except (usb.core.USBError, ValueError, NotImplementedError):
        return ""  # it may not be opened, or it has none


def _reason_of(error: usb.core.USBError) -> Reason:
    return _REFUSED.get(error.errno or 0, Reason.PATH_UNUSABLE)


def _endpoint(interface: Any, direction: int) -> Any:
    def fits(endpoint: Any) -> bool:
        towards = usb.util.endpoint_direction(endpoint.bEndpointAddress)
        kind = usb.util.endpoint_type(endpoint.bmAttributes)
        return bool(towards == direction and kind == _BULK)

    return usb.util.find_descriptor(interface, custom_match=fits)


class UsbPipe:
    """The claimed printer interface of a device."""

    def __init__(self, device: Any, interface: Any) -> None:
        """Raises usb.core.USBError."""
        self._device = device
        self._number = interface.bInterfaceNumber
        self._setting = interface.bAlternateSetting
        self._out = _endpoint(interface, usb.util.ENDPOINT_OUT)
        self._in = _endpoint(interface, usb.util.ENDPOINT_IN)
        self.hears = self._in is not None
        self._had_driver = False
        with contextlib.suppress(NotImplementedError):  # systems without such drivers
            if device.is_kernel_driver_active(self._number):
                device.detach_kernel_driver(self._number)
                self._had_driver = True
        try:
            usb.util.claim_interface(device, self._number)
            if self._setting:
                device.set_interface_altsetting(self._number, self._setting)
        except usb.core.USBError:
            self._give_back()
            raise

    def exchange(self, data: memoryview, seconds: float) -> tuple[int, bytes]:
        """A glance for answers before each write, so that the printer never chokes on them."""
        if not data:
            return 0, self._read(seconds)
        heard = self._read(_GLANCE_MS / 1000)
        try:
            return int(self._out.write(bytes(data), _milliseconds(seconds))), heard
        except usb.core.USBTimeoutError:
            return 0, heard
        except usb.core.USBError as error:
            # Some of it may have left before it failed; nobody tells.
            raise Broken(self._why_broken(error, self._out), doubtful=True) from error

    def drain(self, seconds: float) -> bool:
        """A write returns when the printer has taken the bytes."""
        return True

    def take_back(self) -> int:
        """Nothing waits on this side."""
        return 0

    def port(self) -> Health | None:
        """The port status of the printer class."""
        try:
            answer = self._device.ctrl_transfer(*_GET_PORT_STATUS, 0, self._number, 1, 500)
        except (usb.core.USBError, NotImplementedError):
            return None
        return port_health(answer[0]) if len(answer) == 1 else None

    def finish(self, settle: Callable[[float], None]) -> None:
        """Give the device back, to the kernel's driver where it had one."""
        self._give_back()

    def _give_back(self) -> None:
        with contextlib.suppress(usb.core.USBError):
            usb.util.release_interface(self._device, self._number)
        if self._had_driver:
            with contextlib.suppress(usb.core.USBError, NotImplementedError):
                self._device.attach_kernel_driver(self._number)
        with contextlib.suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)

    def _read(self, seconds: float) -> bytes:
        if self._in is None:
            time.sleep(min(seconds, 0.05) if seconds > 0.01 else 0)
            return b""
        try:
            found = self._in.read(self._in.wMaxPacketSize, _milliseconds(seconds))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise Broken(self._why_broken(error, self._in)) from error
        return bytes(found)

    def _why_broken(self, error: usb.core.USBError, endpoint: Any) -> Reason:
        if error.errno != errno.EPIPE:
            return Reason.CONNECTION_LOST
        with contextlib.suppress(usb.core.USBError):
            endpoint.clear_halt()  # else the next job would find it halted, too
        return Reason.STALLED


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))  # 0 would mean for ever
