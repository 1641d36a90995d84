package io.deckhand.core.small;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/**
 * A Java agent that notes what is reached by reflection: calls of the reflection API in Deckhand, the device client and everything below
 * it are replaced by calls of methods here, which do the same. GraalVM's own agent for this exists in GraalVM only.
 */
public final class ReflectionRecorder {
    private static final List<String> LIBRARIES = List.of(
            "io/deckhand/",
            "com/microsoft/",
            "org/eclipse/paho/",
            "org/apache/",
            "com/google/",
            "com/fasterxml/",
            "io/github/resilience4j/");
    /** Where classes come from that no device has: tests, and what they use. */
    private static final List<String> OF_TESTS = List.of(
            "/test-classes/",
            "/agent-testkit/",
            "/agent-testkit-",
            "/iot-service-client-",
            "/provisioning-",
            "/azure-",
            "/mockito-",
            "/quicktheories-",
            "/hibernate-validator-");

    private static final Set<String> ACCESSES = new ConcurrentSkipListSet<>();

    private ReflectionRecorder() {}

    /** {@return a jar that a JVM takes as an agent: a manifest and nothing else, as the classes are on the class path} */
    static Path jar(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), ReflectionRecorder.class.getName());
        Path jar = directory.resolve("recorder.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    /** Called by the JVM before the program. */
    public static void premain(String file, Instrumentation instrumentation) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> write(Path.of(file))));
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    String name,
                    @Nullable Class<?> redefined,
                    @Nullable ProtectionDomain domain,
                    byte[] bytes) {
                return LIBRARIES.stream().anyMatch(name::startsWith) && !isOfTests(domain) ? replaced(bytes) : null;
            }
        });
    }

    private static boolean isOfTests(@Nullable ProtectionDomain domain) {
        if (domain == null || domain.getCodeSource() == null) {
            return false;
        }
        String place = domain.getCodeSource().getLocation().getPath();
        return OF_TESTS.stream().anyMatch(place::contains);
    }

    private static byte[] replaced(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String signature, String[] exceptions) {
                        return new Replacing(super.visitMethod(access, name, type, signature, exceptions));
                    }
                },
                0);
        return writer.toByteArray();
    }

    /** Calls a method here in place of one of the same name and parameters; an instance method's object becomes the first. */
    private static final class Replacing extends MethodVisitor {
        private static final Set<String> REPLACEMENTS = Stream.of(ReflectionRecorder.class.getMethods())
                .map(method -> method.getName() + Type.getMethodDescriptor(method))
                .collect(Collectors.toSet());

        private static final Set<String> OWNERS =
                Set.of("java/lang/Class", "java/lang/ClassLoader", "java/util/ResourceBundle");

        Replacing(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String type, boolean isInterface) {
            String asStatic = opcode == Opcodes.INVOKESTATIC ? type : type.replace("(", "(L" + owner + ";");
            if (OWNERS.contains(owner) && REPLACEMENTS.contains(name + asStatic)) {
                super.visitMethodInsn(
                        Opcodes.INVOKESTATIC, Type.getInternalName(ReflectionRecorder.class), name, asStatic, false);
            } else {
                super.visitMethodInsn(opcode, owner, name, type, isInterface);
            }
        }
    }

    private static void write(Path file) {
        try {
            Files.write(file, ACCESSES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void note(String kind, Class<?> type, String member) {
        if (!isOfTests(type.getProtectionDomain()) && !type.isHidden() && !Proxy.isProxyClass(type)) {
            ACCESSES.add(kind + " " + type.getName() + " " + member);
        }
    }

    public static Class<?> forName(String name) throws ClassNotFoundException {
        return forName(name, true, ReflectionRecorder.class.getClassLoader());
    }

    public static Class<?> forName(String name, boolean initialize, @Nullable ClassLoader loader)
            throws ClassNotFoundException {
        Class<?> found = Class.forName(name, initialize, loader);
        note("class", found, "");
        return found;
    }

    public static Field getDeclaredField(Class<?> type, String name) throws NoSuchFieldException {
        Field found = type.getDeclaredField(name);
        note("field", type, name);
        return found;
    }

    public static Field[] getDeclaredFields(Class<?> type) {
        note("fields", type, "");
        return type.getDeclaredFields();
    }

    public static Method getDeclaredMethod(Class<?> type, String name, Class<?>... parameters)
            throws NoSuchMethodException {
        Method found = type.getDeclaredMethod(name, parameters);
        note("method", found.getDeclaringClass(), name);
        return found;
    }

    public static Method getMethod(Class<?> type, String name, Class<?>... parameters) throws NoSuchMethodException {
        Method found = type.getMethod(name, parameters);
        note("method", found.getDeclaringClass(), name);
        return found;
    }

    public static Method[] getDeclaredMethods(Class<?> type) {
        note("methods", type, "");
        return type.getDeclaredMethods();
    }

    public static Constructor<?> getDeclaredConstructor(Class<?> type, Class<?>... parameters)
            throws NoSuchMethodException {
        note("constructors", type, "");
        return type.getDeclaredConstructor(parameters);
    }

    public static Constructor<?> getConstructor(Class<?> type, Class<?>... parameters) throws NoSuchMethodException {
        note("constructors", type, "");
        return type.getConstructor(parameters);
    }

    public static Constructor<?>[] getDeclaredConstructors(Class<?> type) {
        note("constructors", type, "");
        return type.getDeclaredConstructors();
    }

    public static Object newInstance(Class<?> type) throws ReflectiveOperationException {
        note("constructors", type, "");
        return type.getDeclaredConstructor().newInstance();
    }

    public static @Nullable InputStream getResourceAsStream(Class<?> type, String name) {
        String within =
                name.startsWith("/") ? name.substring(1) : type.getPackageName().replace('.', '/') + "/" + name;
        ACCESSES.add("resource " + within + " ");
        return type.getResourceAsStream(name);
    }

    public static @Nullable InputStream getResourceAsStream(ClassLoader loader, String name) {
        ACCESSES.add("resource " + name + " ");
        return loader.getResourceAsStream(name);
    }

    public static ResourceBundle getBundle(String name) {
        ACCESSES.add("bundle " + name + " ");
        return ResourceBundle.getBundle(name);
    }

    public static ResourceBundle getBundle(String name, Locale locale, ClassLoader loader) {
        ACCESSES.add("bundle " + name + " ");
        return ResourceBundle.getBundle(name, locale, loader);
    }
}
