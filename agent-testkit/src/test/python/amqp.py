"""As much of AMQP 1.0 as the facts take, of Python's standard library alone. It forgives nothing that the clients for C and Python
do not forgive: a performative is the list that was on the wire, without fields that were not."""
import socket
import struct

OPEN, BEGIN, ATTACH, FLOW, TRANSFER, DISPOSITION, DETACH, END, CLOSE = range(0x10, 0x19)
ANNOTATIONS, PROPERTIES, APPLICATION_PROPERTIES, DATA, VALUE = 0x72, 0x73, 0x74, 0x75, 0x77
SOURCE, TARGET, ACCEPTED, REJECTED = 0x28, 0x29, 0x24, 0x25
SASL_INIT, SASL_OUTCOME = 0x41, 0x44
BATCH = 0x80013700
SECONDS = 20


class Symbol(str):
    pass


class UInt(int):
    pass


class ULong(int):
    pass


class Described:
    def __init__(self, descriptor, value):
        self.descriptor = descriptor
        self.value = value


def described(code, value):
    return Described(ULong(code), value)


def encode(value):
    for kind, encoder in ENCODERS:
        if isinstance(value, kind):
            return encoder(value)
    raise TypeError(type(value))


def sized(code, body):
    return bytes([code]) + struct.pack(">I", len(body)) + body


def compound(code, items):
    body = b"".join(map(encode, items))
    return sized(code, struct.pack(">I", len(items)) + body)


ENCODERS = (
    (type(None), lambda value: b"\x40"),
    (bool, lambda value: b"\x41" if value else b"\x42"),
    (Described, lambda value: b"\0" + encode(value.descriptor) + encode(value.value)),
    (ULong, lambda value: b"\x80" + struct.pack(">Q", value)),
    (UInt, lambda value: b"\x70" + struct.pack(">I", value)),
    (int, lambda value: b"\x71" + struct.pack(">i", value)),
    (Symbol, lambda value: sized(0xB3, value.encode("ascii"))),
    (str, lambda value: sized(0xB1, value.encode("utf-8"))),
    (bytes, lambda value: sized(0xB0, value)),
    (list, lambda value: compound(0xD0, value)),
    (dict, lambda value: compound(0xD1, [part for entry in value.items() for part in entry])),
)

CONSTANTS = {0x40: None, 0x41: True, 0x42: False, 0x43: 0, 0x44: 0, 0x45: []}
SIGNED = (0x51, 0x54, 0x55, 0x61, 0x71, 0x81, 0x83)


class Reader:
    """Decodes one value after another."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        part = self.data[self.at:self.at + count]
        if len(part) < count:
            raise EOFError("a value ends too early")
        self.at += count
        return part

    def number(self, width):
        return int.from_bytes(self.take(width), "big")

    def value(self):
        code = self.number(1)
        if code == 0:
            return Described(self.value(), self.value())
        if code in CONSTANTS:
            return CONSTANTS[code]
        kind = code >> 4
        if 5 <= kind <= 9:
            return int.from_bytes(self.take(1 << (kind - 5)), "big", signed=code in SIGNED)
        width = 4 if kind in (0xB, 0xD, 0xF) else 1
        content = Reader(self.take(self.number(width)))
        if kind in (0xA, 0xB):
            return content.data if code in (0xA0, 0xB0) else content.data.decode("utf-8")
        if kind in (0xE, 0xF):
            return content.data
        items = [content.value() for _ in range(content.number(width))]
        return items if code in (0xC0, 0xD0) else dict(zip(items[::2], items[1::2]))

    def rest(self):
        while self.at < len(self.data):
            yield self.value()


def message(data):
    """The sections of a message; several of data are one."""
    sections = {}
    for section in Reader(data).rest():
        joined = section.descriptor == DATA and DATA in sections
        sections[section.descriptor] = sections[DATA] + section.value if joined else section.value
    return sections


def request(identifier, address, properties, body):
    return (encode(described(PROPERTIES, [identifier, None, address, None, "answers"]))
            + encode(described(APPLICATION_PROPERTIES, properties))
            + encode(described(VALUE, body)))


class Frame:
    def __init__(self, code, fields, payload):
        self.code = code
        self.fields = fields
        self.payload = payload


class Connection:
    """One session on a connection without a SASL layer. `seen` has every performative since it was last cleared."""

    def __init__(self, stream, host):
        self.stream = stream
        self.stream.settimeout(SECONDS)
        self.links = 0
        self.deliveries = 0
        self.seen = []
        stream.sendall(b"AMQP\0\1\0\0")
        self.read(8)
        self.send(OPEN, ["facts", host, UInt(65536)])
        self.await_frame(OPEN)
        self.send(BEGIN, [None, UInt(0), UInt(1_000_000), UInt(5_000)])
        self.await_frame(BEGIN)

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.stream.recv(count - len(data))
            if not part:
                raise EOFError("the hub ended the connection")
            data += part
        return data

    def send(self, code, fields, payload=b""):
        body = encode(described(code, fields)) + payload
        self.stream.sendall(struct.pack(">IBBH", len(body) + 8, 2, 0, 0) + body)

    def frame(self):
        while True:
            size = int.from_bytes(self.read(4), "big")
            body = Reader(self.read(size - 4)[4:])
            if body.data:
                performative = body.value()
                return Frame(performative.descriptor, performative.value, body.data[body.at:])

    def await_frame(self, code):
        while True:
            frame = self.frame()
            self.seen.append(frame)
            if frame.code == code:
                return frame
            if frame.code in (DETACH, END, CLOSE):
                raise EOFError("the hub sent 0x%x %s" % (frame.code, frame.fields))

    def sender(self, address):
        link = self.attach(False, address, address, [None, None, UInt(0)])
        self.await_frame(FLOW)
        return link

    def receiver(self, address, filters=None, credit=1_000):
        link = self.attach(True, [address, None, None, None, None, None, None, filters], "answers", [])
        if credit:
            self.flow(link, credit)
        return link

    def flow(self, link, credit):
        self.send(FLOW, [UInt(0), UInt(1_000_000), UInt(0), UInt(5_000), UInt(link), UInt(0), UInt(credit)])

    def attach(self, receives, source, target, more):
        link = self.links
        self.links += 1
        terminus = lambda code, text: described(code, text if isinstance(text, list) else [text])
        self.send(ATTACH, ["link%d" % link, UInt(link), receives, None, None, terminus(SOURCE, source), terminus(TARGET, target)] + more)
        self.attached = self.await_frame(ATTACH)
        return link

    def transfer(self, link, payload, message_format=0):
        """Sends a message unsettled; its delivery id is returned."""
        delivery = self.deliveries
        self.deliveries += 1
        self.send(TRANSFER, [UInt(link), UInt(delivery), struct.pack(">I", delivery), UInt(message_format), False], payload)
        return delivery

    def answer_to(self, link, payload):
        """Sends a request. Returns the answer's frame, and whether the request was acknowledged before it."""
        self.seen.clear()
        delivery = self.transfer(link, payload)
        answer = self.await_frame(TRANSFER)
        acknowledged = any(frame.code == DISPOSITION and frame.fields[1] == delivery for frame in self.seen)
        return answer, acknowledged

    def messages(self, enough):
        """Every message until there are enough, and those that follow at once."""
        parts = {}
        messages = []
        try:
            while True:
                self.stream.settimeout(SECONDS if not enough(messages) else 0.5)
                frame = self.await_frame(TRANSFER)
                link = frame.fields[0]
                parts[link] = parts.get(link, b"") + frame.payload
                if not frame.fields[5]:
                    messages.append(message(parts.pop(link)))
        except socket.timeout:
            self.stream.settimeout(SECONDS)
        return messages


def sasl_plain(stream, user, password):
    """Returns the code of the outcome: 0 is success."""
    stream.settimeout(SECONDS)
    stream.sendall(b"AMQP\3\1\0\0")

    def take(count):
        data = b""
        while len(data) < count:
            part = stream.recv(count - len(data))
            if not part:
                raise EOFError("the hub ended the connection")
            data += part
        return data

    def frame():
        return Reader(take(int.from_bytes(take(4), "big") - 4)[4:]).value()

    take(8)
    frame()
    answer = b"\0" + user.encode() + b"\0" + password.encode()
    body = encode(described(SASL_INIT, [Symbol("PLAIN"), answer]))
    stream.sendall(struct.pack(">IBBH", len(body) + 8, 2, 1, 0) + body)
    return frame().value[0]
