package io.deckhand.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The rules of docs/architecture.md that the compiler does not know. */
@AnalyzeClasses(
        packages = "io.deckhand",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTestkit.class})
class ArchitectureTest {
    static final class WithoutTestkit implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("agent-testkit");
        }
    }

    @ArchTest
    static final ArchRule theApiKnowsNothingOfTheCore = noClasses()
            .that()
            .resideInAnyPackage("io.deckhand", "io.deckhand.identity", "io.deckhand.internal..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.deckhand.core..");

    @ArchTest
    static final ArchRule theApiNeedsNothingButTheJdkAndJspecify = classes()
            .that()
            .resideInAnyPackage("io.deckhand", "io.deckhand.identity", "io.deckhand.internal..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.deckhand",
                    "io.deckhand.identity",
                    "io.deckhand.internal..",
                    "java..",
                    "javax.net.ssl..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTheRoomOfTheSdkKnowsTheSdk = noClasses()
            .that()
            .resideOutsideOfPackage("io.deckhand.core.internal.link.sdk..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.microsoft..", "org.eclipse.paho..", "org.apache.qpid..");

    @ArchTest
    static final ArchRule noPackagesOfTheCoreLieInACycle =
            slices().matching("io.deckhand.core.internal.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule internalStaysInternal = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage("..internal..")
            .should(showNoInternalType());

    @ArchTest
    static final ArchRule theCoreKnowsNothingOfTheTestKit =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.deckhand.testkit..");

    private static ArchCondition<JavaMethod> showNoInternalType() {
        return new ArchCondition<>("show no internal type") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                method.getAllInvolvedRawTypes().stream()
                        .filter(resideInAPackage("..internal.."))
                        .map(JavaClass::getName)
                        .forEach(type -> events.add(
                                SimpleConditionEvent.violated(method, method.getFullName() + " shows " + type)));
            }
        };
    }
}
